export { acceptFinding, notAccepted } from './acceptances.js';
export * from './audit.js';
export * from './every-event.js';
export { type OrphanClaim } from './claim-ledger.js';
export * from './finding.js';
export { type RefusedRefund, type UnansweredPayment } from './payment-ledger.js';
