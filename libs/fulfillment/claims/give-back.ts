import { newCommand } from '#event-sourcing';
import { type Orders, claimsToGiveBack, orderOf, orderStream } from '#ordering';
import { type ClaimDesk, claimStreams } from './claim-desk.js';

export interface GivingBackOptions {
  readonly orders: Pick<Orders, 'handle' | 'load'>;
  readonly desk: ClaimDesk;
}

/** Who gives claims back where nobody asks for it. */
const CLAIMS = 'claims';

const command = (issuer: string, orderId: string, what: string) =>
  newCommand(issuer, { commandId: `${what}-${orderId}`, correlationId: orderId });

/**
 * Sees to it that no order comes to be under this id, and frees what was claimed for it. @throws Unavailable
 * @returns false if there is such an order: its claims are its own
 */
export const giveUpOrder = async (
  { orders, desk }: GivingBackOptions,
  orderId: string,
  streams: readonly string[],
  now: string,
  issuer = CLAIMS,
): Promise<boolean> => {
  const { state } = await orders.handle({ type: 'AbandonOrder', orderId, now }, command(issuer, orderId, 'abandon'));
  if (orderOf(state)) return false;
  await desk.release(orderId, streams, { ...command(issuer, orderId, 'give-back'), now });
  return true;
};

/** Gives back what an ended order claims and needs no more (T05, T20, T29). @throws Unavailable */
export const giveBackClaims = async (
  { orders, desk }: GivingBackOptions,
  orderId: string,
  now: string,
  issuer = CLAIMS,
): Promise<void> => {
  const order = orderOf((await orders.load(orderStream({ orderId }))).state);
  const back = order && claimsToGiveBack(order);
  if (!back) return;
  const { claims, paidCents } = back;
  await desk.release(orderId, claimStreams(claims), { ...command(issuer, orderId, 'give-back'), now, paidCents });
  await orders.handle({ type: 'RecordClaimsGivenBack', orderId, now }, command(issuer, orderId, 'given-back'));
};
