import { type Decider } from '#event-sourcing';
import { type ClaimFlashSaleUnits, type FlashSaleCommand, type ReleaseFlashSaleUnits } from './flash-sale.commands.js';
import { flashSaleSoldOut } from './flash-sale.errors.js';
import { type FlashSaleEvent, type FlashSaleUnitsClaimed, type FlashSaleUnitsReleased } from './flash-sale.events.js';
import { type FlashSaleState, evolve, initialState, unitsLeft } from './flash-sale.state.js';

/** T09: never oversold. An order claims once. */
const claim = (
  { sku, sale, quantity, orderId, units, now }: ClaimFlashSaleUnits,
  state: FlashSaleState,
): [] | [FlashSaleUnitsClaimed] => {
  if (state.claims.has(orderId) || state.ended.has(orderId)) return [];
  const left = unitsLeft(state, sale, quantity);
  if (units > left) throw flashSaleSoldOut(sku, left);
  return [{ type: 'FlashSaleUnitsClaimed', data: { sku, sale, orderId, units, claimedAt: now } }];
};

const release = ({ sku, orderId, now }: ReleaseFlashSaleUnits, state: FlashSaleState): [] | [FlashSaleUnitsReleased] =>
  state.claims.has(orderId) ? [{ type: 'FlashSaleUnitsReleased', data: { sku, orderId, releasedAt: now } }] : [];

const decide = (command: FlashSaleCommand, state: FlashSaleState): readonly FlashSaleEvent[] =>
  command.type === 'ClaimFlashSaleUnits' ? claim(command, state) : release(command, state);

export const flashSaleDecider: Decider<FlashSaleState, FlashSaleCommand, FlashSaleEvent> = {
  initialState,
  decide,
  evolve,
};
