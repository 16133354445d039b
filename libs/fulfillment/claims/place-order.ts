import { ClaimedAnotherDay } from '#customers';
import { type CommandContext, RevisionConflict, RuleRefused, Unavailable, deterministicId } from '#event-sourcing';
import {
  type Order,
  OrderGivenUp,
  type Orders,
  type PlaceOrder,
  claimsOf,
  orderOf,
  orderStream,
  violationsOf,
} from '#ordering';
import { type ClaimDesk, claimStreams } from './claim-desk.js';
import { giveUpOrder } from './give-back.js';

export interface PlacingOptions {
  readonly orders: Orders;
  readonly desk: ClaimDesk;
}

/** An order as it was asked for; its id follows from the request. */
export type OrderDraft = Omit<PlaceOrder, 'type' | 'orderId'>;

interface Placed {
  readonly order: Order;
  readonly revision: number;
}

const MOST_ATTEMPTS = 5;

/**
 * Places an order, claims first (T07, T09, T20). Claims go back only once the order's own stream says that there is no
 * such order, or that it has ended; so no order stands on a claim that failed, and a claim whose request died is freed
 * by whoever gives the order up (`settleClaims`). A request that was given up is placed under another id.
 *
 * @throws RuleRefused naming every rule broken, RevisionConflict, Unavailable
 */
export const placeOrder = async (
  options: PlacingOptions,
  draft: OrderDraft,
  context: CommandContext,
): Promise<Placed> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const orderId = deterministicId('order', context.commandId, ...(attempt === 0 ? [] : [attempt]));
    try {
      return await placeUnder(options, { type: 'PlaceOrder', orderId, ...draft }, context);
    } catch (error) {
      if (!(error instanceof OrderGivenUp || error instanceof ClaimedAnotherDay)) throw error;
    }
  }
  throw new RevisionConflict(orderStream({ orderId: deterministicId('order', context.commandId) }), 'no-stream');
};

const placeUnder = async (options: PlacingOptions, command: PlaceOrder, context: CommandContext): Promise<Placed> => {
  const { orders, desk } = options;
  const { orderId } = command;
  const place = async (): Promise<Placed> => {
    const { state, revision } = await orders.handle(command, context);
    return { order: orderOf(state)!, revision };
  };
  const claims = claimsOf(command);
  const isRepeated = async () =>
    context.requestHash !== undefined && (await orders.load(orderStream(command))).state !== undefined;
  if (!claims || (await isRepeated())) return place();

  const [first, ...others] = [...violationsOf(command), ...(await desk.ask(command, claims))];
  if (first) throw new RuleRefused(first, ...others);
  try {
    await desk.claim(command, claims, context);
    return await place();
  } catch (error) {
    // What is not known to have failed is settled later, by the order's stream.
    if (error instanceof Unavailable) throw error;
    const wasPlaced = !(await giveUpOrder(options, orderId, claimStreams(claims), command.now));
    if (wasPlaced) return place();
    throw error;
  }
};
