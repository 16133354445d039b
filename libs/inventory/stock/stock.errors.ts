import { RuleRefused } from '#event-sourcing';

/** A receipt reported again must report the same units: stock is never guessed. */
export const receiptIdReused = (receiptId: string, quantity: number): RuleRefused =>
  new RuleRefused({
    rule: 'T11',
    code: 'RECEIPT_ID_REUSED',
    article: 'CGV 7',
    message: `receipt ${receiptId} was recorded with ${quantity} units`,
  });
