/** How the simulated provider treats a card token (contract.md, "Values"). */
export interface CardBehaviour {
  readonly authorisation?: 'refused' | 'merchant-refused';
  readonly capture?: 'refused';
  /** Valid for seconds only. */
  readonly shortValidity?: boolean;
  /** Acts at once, and takes its time to say so. */
  readonly slow?: boolean;
  /** Acts, then fails to say so. */
  readonly failsAfterActing?: boolean;
}

const CARDS: ReadonlyMap<string, CardBehaviour> = new Map([
  ['tok_visa', {}],
  ['tok_cb', {}],
  ['tok_mastercard', {}],
  ['tok_declined', { authorisation: 'refused' }],
  ['tok_capture_refused', { capture: 'refused' }],
  ['tok_renewal_refused', { authorisation: 'merchant-refused' }],
  ['tok_short_validity', { shortValidity: true }],
  ['tok_slow', { slow: true }],
  ['tok_fails_after_acting', { failsAfterActing: true }],
]);

/** @returns undefined for a card that nobody issued */
export const cardBehaviour = (cardToken: string | undefined): CardBehaviour | undefined => CARDS.get(cardToken ?? '');

const HOUR_MS = 3600 * 1000;

/** About 7 days; 4 days 18 hours where the merchant started it. */
export const validityMs = (
  initiator: 'customer' | 'merchant',
  card: CardBehaviour,
  shortValidityMs: number,
): number => {
  if (card.shortValidity) return shortValidityMs;
  return initiator === 'customer' ? 7 * 24 * HOUR_MS : (4 * 24 + 18) * HOUR_MS;
};
