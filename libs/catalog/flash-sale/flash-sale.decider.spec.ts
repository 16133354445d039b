import fc from 'fast-check';
import { RuleRefused, given } from '#event-sourcing';
import { type ClaimFlashSaleUnits, type FlashSaleCommand } from './flash-sale.commands.js';
import { flashSaleDecider } from './flash-sale.decider.js';
import { type FlashSaleEvent } from './flash-sale.events.js';

const now = '2026-11-23T09:00:00.000Z';
const claim = (orderId: string, units = 1, sale = 'monday'): ClaimFlashSaleUnits => ({
  ...{ type: 'ClaimFlashSaleUnits', sku: 'a', sale, quantity: 5, orderId, units, now },
});
const release = (orderId: string): FlashSaleCommand => ({ type: 'ReleaseFlashSaleUnits', sku: 'a', orderId, now });
const after = (...commands: FlashSaleCommand[]) =>
  commands.reduce<FlashSaleEvent[]>(
    (history, command) => [...history, ...given(flashSaleDecider, history).when(command).events()],
    [],
  );

describe('A flash sale of five units (T09, CGV 6)', () => {
  it.each([
    [5, 'taken'],
    [6, 'FLASH_SALE_SOLD_OUT'],
  ])('an order of %i: %s', (units, answer) => {
    if (answer === 'taken') expect(after(claim('1', units))).toHaveLength(1);
    else
      expect(given(flashSaleDecider, []).when(claim('1', units)).refusal()).toMatchObject({
        violations: [{ code: answer, article: 'CGV 6' }],
      });
  });
  it('gives back the units of an order that ended, which claims no more', () => {
    const history = after(claim('1', 5), release('1'));
    expect(given(flashSaleDecider, history).when(claim('2', 5)).events()).toHaveLength(1);
    expect(given(flashSaleDecider, history).when(claim('1', 5)).events()).toEqual([]);
    expect(given(flashSaleDecider, history).when(release('1')).events()).toEqual([]);
  });
  it('is another sale when it starts at another time', () => {
    expect(after(claim('1', 5), claim('2', 5, 'tuesday'))).toHaveLength(2);
  });
  it('is never oversold, whatever is claimed and given back', () => {
    const orderId = fc.constantFrom('1', '2', '3', '4', '5', '6');
    const command = fc.oneof(
      fc.record({ orderId, units: fc.integer({ min: 1, max: 4 }) }).map((given) => claim(given.orderId, given.units)),
      orderId.map(release),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const sold = new Map<string, number>();
        let history: FlashSaleEvent[] = [];
        for (const command of commands) {
          let events: readonly FlashSaleEvent[] = [];
          try {
            events = given(flashSaleDecider, history).when(command).events();
          } catch (error) {
            if (!(error instanceof RuleRefused)) throw error;
          }
          history = [...history, ...events];
          for (const { type, data } of events)
            if (type === 'FlashSaleUnitsClaimed') sold.set(data.orderId, data.units);
            else sold.delete(data.orderId);
          expect([...sold.values()].reduce((sum, units) => sum + units, 0)).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});
