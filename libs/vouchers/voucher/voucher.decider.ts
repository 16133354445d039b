import { isDeepStrictEqual } from 'node:util';
import { type Decider, RevisionConflict } from '#event-sourcing';
import { type ClaimVoucher, type PutVoucher, type ReleaseVoucher, type VoucherCommand } from './voucher.commands.js';
import { voucherAlreadyUsed, voucherExpired, voucherNotApplicable, voucherUnknown } from './voucher.errors.js';
import {
  type VoucherChanged,
  type VoucherClaimed,
  type VoucherEvent,
  type VoucherIssued,
  type VoucherReleased,
} from './voucher.events.js';
import { type KnownVoucher, type VoucherState, evolve, initialState, isOnItsPart } from './voucher.state.js';
import { voucherStream } from './voucher.stream.js';

const put = ({ voucher, now }: PutVoucher, known: VoucherState): [] | [VoucherIssued | VoucherChanged] => {
  if (!known) return [{ type: 'VoucherIssued', data: { voucher, issuedAt: now } }];
  return isDeepStrictEqual(known.voucher, voucher)
    ? []
    : [{ type: 'VoucherChanged', data: { voucher, changedAt: now } }];
};

/**
 * T20: used once, within its validity, on its part of the catalogue. An order claims once.
 * @throws RevisionConflict if the voucher was changed since the order was reckoned
 */
const claim = (command: ClaimVoucher, known: VoucherState): [] | [VoucherClaimed] => {
  const { code, orderId, goods, now } = command;
  if (!known) throw voucherUnknown(`there is no voucher ${code}`);
  const { voucher, claimedBy, worthCents, ended } = known;
  if (claimedBy === orderId || ended.has(orderId)) return [];
  if (claimedBy !== undefined) throw voucherAlreadyUsed(`voucher ${code} was used`);
  const [at, from, until] = [now, voucher.validFrom, voucher.validUntil].map((instant) => Date.parse(instant));
  if (at! < from! || at! >= until!)
    throw voucherExpired(`voucher ${code} is valid from ${voucher.validFrom} until ${voucher.validUntil}, excluded`);
  if (!goods.some((line) => isOnItsPart(voucher, line)))
    throw voucherNotApplicable(`voucher ${code} pays for nothing that is on this order`);
  if (!isAsExpected(command, known)) throw new RevisionConflict(voucherStream(code), 'no-stream');
  return [{ type: 'VoucherClaimed', data: { code, orderId, worthCents, claimedAt: now } }];
};

const isAsExpected = ({ goods, expected }: ClaimVoucher, { voucher, worthCents }: KnownVoucher): boolean =>
  expected?.worthCents === worthCents &&
  goods.every((line) => expected.skus.includes(line.sku) === isOnItsPart(voucher, line));

const release = ({ code, orderId, paidCents, now }: ReleaseVoucher, known: VoucherState): [] | [VoucherReleased] => {
  if (known?.claimedBy !== orderId) return [];
  const worthCents = paidCents ?? known.worthCents;
  return [{ type: 'VoucherReleased', data: { code, orderId, worthCents, releasedAt: now } }];
};

const decide = (command: VoucherCommand, known: VoucherState): readonly VoucherEvent[] => {
  switch (command.type) {
    case 'PutVoucher':
      return put(command, known);
    case 'ClaimVoucher':
      return claim(command, known);
    case 'ReleaseVoucher':
      return release(command, known);
  }
};

export const voucherDecider: Decider<VoucherState, VoucherCommand, VoucherEvent> = { initialState, decide, evolve };
