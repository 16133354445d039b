import { type EndingCommand } from './commands/ending.js';
import { type HoldingCommand } from './commands/holding.js';
import { type RecordNotice } from './commands/notice.js';
import { type PaymentCommand } from './commands/payment.js';
import { type PlacementCommand } from './commands/placement.js';
import { type ShipmentCommand } from './commands/shipment.js';

export * from './commands/ending.js';
export * from './commands/holding.js';
export * from './commands/notice.js';
export * from './commands/payment.js';
export * from './commands/placement.js';
export * from './commands/shipment.js';

export type OrderCommand =
  PlacementCommand | PaymentCommand | HoldingCommand | ShipmentCommand | EndingCommand | RecordNotice;
