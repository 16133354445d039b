import { RevisionConflict, given } from '#event-sourcing';
import { type ClaimVoucher, type VoucherCommand } from './voucher.commands.js';
import { voucherDecider } from './voucher.decider.js';
import { type Voucher, type VoucherEvent } from './voucher.events.js';

const now = '2026-11-23T09:00:00.000Z';
const voucher: Voucher = {
  ...{ code: 'V', amountCents: 5000, validFrom: '2026-11-01T00:00:00.000Z', validUntil: '2026-12-01T00:00:00.000Z' },
};
const put = (fields: Partial<Voucher> = {}): VoucherCommand => ({
  type: 'PutVoucher',
  voucher: { ...voucher, ...fields },
  now,
});
const claim = (fields: Partial<ClaimVoucher> = {}): VoucherCommand => ({
  ...{ type: 'ClaimVoucher', code: 'V', orderId: '1', goods: [{ sku: 'a', kind: 'accessory' }], now },
  expected: { worthCents: 5000, skus: ['a'] },
  ...fields,
});
const release = (orderId: string, paidCents?: number): VoucherCommand => ({
  ...{ type: 'ReleaseVoucher', code: 'V', orderId, now },
  ...(paidCents !== undefined && { paidCents }),
});
const after = (...commands: VoucherCommand[]) =>
  commands.reduce<VoucherEvent[]>(
    (history, command) => [...history, ...given(voucherDecider, history).when(command).events()],
    [],
  );
const when = (history: VoucherCommand[], command: VoucherCommand) =>
  given(voucherDecider, after(...history)).when(command);
const refusedWith = (code: string) => ({ violations: [{ rule: 'T20', code, article: 'CGV 9' }] });

describe('A voucher (T20, CGV 9)', () => {
  it('is used once', () => {
    expect(when([put()], claim()).events()).toMatchObject([{ type: 'VoucherClaimed', data: { worthCents: 5000 } }]);
    expect(when([put(), claim()], claim()).events()).toEqual([]);
    expect(when([put(), claim()], claim({ orderId: '2' })).refusal()).toMatchObject(
      refusedWith('VOUCHER_ALREADY_USED'),
    );
    expect(when([], claim()).refusal()).toMatchObject(refusedWith('VOUCHER_UNKNOWN'));
  });
  it.each([
    ['2026-10-31T23:59:59.999Z', false],
    ['2026-11-01T00:00:00.000Z', true],
    ['2026-11-30T23:59:59.999Z', true],
    ['2026-12-01T00:00:00.000Z', false],
  ])('at %s: within its validity? %s', (at, isValid) => {
    if (isValid) expect(when([put()], claim({ now: at })).events()).toHaveLength(1);
    else expect(when([put()], claim({ now: at })).refusal()).toMatchObject(refusedWith('VOUCHER_EXPIRED'));
  });
  it.each([
    [{ skus: ['a'] }, true],
    [{ skus: ['b'] }, false],
    [{ kinds: ['accessory'] }, true],
    [{ kinds: ['laptop'] }, false],
    [{ skus: ['b'], kinds: ['accessory'] }, true],
  ])('for the part %j of the catalogue: pays for an accessory a? %s', (part, applies) => {
    if (applies) expect(when([put(part)], claim()).events()).toHaveLength(1);
    else expect(when([put(part)], claim()).refusal()).toMatchObject(refusedWith('VOUCHER_NOT_APPLICABLE'));
  });
  it('goes back whole when its order ends before it ships, with what it paid when the parcel comes back', () => {
    const next = (...history: VoucherCommand[]) =>
      when([put(), claim(), ...history], claim({ orderId: '2', expected: { worthCents: 3000, skus: ['a'] } }));
    expect(when([put(), claim(), release('1')], claim({ orderId: '2' })).events()).toHaveLength(1);
    expect(next(release('1', 3000)).events()).toMatchObject([{ data: { worthCents: 3000 } }]);
    expect(when([put(), claim(), release('1')], claim()).events()).toEqual([]);
    expect(when([put(), claim()], release('2')).events()).toEqual([]);
  });
  it('that was changed since the order was reckoned is reckoned anew', () => {
    expect(when([put(), put({ amountCents: 4000 })], claim()).refusal()).toBeInstanceOf(RevisionConflict);
    const other = claim({
      goods: [
        { sku: 'a', kind: 'laptop' },
        { sku: 'c', kind: 'laptop' },
      ],
    });
    expect(when([put()], other).refusal()).toBeInstanceOf(RevisionConflict);
  });
  it('put again as it is changes nothing', () => {
    expect(when([put()], put()).events()).toEqual([]);
  });
});
