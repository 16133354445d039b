import { randomBytes, randomUUID } from 'node:crypto';
import { type EventToAppend, GENESIS, fold, newCommand, seal } from '#event-sourcing';
import { type Item, type Offer, type OrderCommand, orderDecider, orderEvents, orderOf } from '#ordering';

const OFFER: Offer = {
  name: 'Casque sans fil',
  kind: 'accessory',
  priceExclTaxCents: 39_900,
  vatRate: '20',
  ecoContributionCents: 2,
  privateCopyCents: 1200,
  visible: true,
};
/** As long as what `PersonalData` makes of an address and of a card. */
const [ADDRESS, CARD] = [`v1.${randomBytes(140).toString('base64url')}`, `v1.${randomBytes(48).toString('base64url')}`];
const VALIDITY_MS = 7 * 24 * 3600 * 1000;

/** An order's events as its commands would have left them, to be appended in as few appends as one likes. */
export class SeededOrder {
  readonly orderId = randomUUID();
  private state = orderDecider.initialState;
  private link = GENESIS;

  constructor(private readonly items: readonly Item[]) {}

  /** Placed, paid, and waiting for all of its items. */
  held(): EventToAppend[] {
    const { orderId, items } = this;
    const now = new Date().toISOString();
    const lines = items.map((item) => ({ ...item, unitPriceExclTaxCents: OFFER.priceExclTaxCents }));
    const authorisedUntil = new Date(Date.now() + VALIDITY_MS).toISOString();
    return this.obey(
      {
        ...{ type: 'PlaceOrder', orderId, customerId: 'customer-1', customer: { siren: '732829320' }, lines, now },
        offers: new Map(items.map(({ sku }) => [sku, OFFER])),
        delivery: { method: 'colissimo', address: ADDRESS },
        destination: { country: 'FR', postalCode: '69003' },
        payment: { method: 'card', cardToken: CARD },
        ...{ voucherCodes: [], termsVersion: '2023-04-06' },
        policy: { termsVersions: ['2023-04-06'], offersChronopost: false, suspectBelowPercent: 20 },
      },
      {
        ...{ type: 'RecordAuthorisation', orderId, attempt: 1, now },
        result: { outcome: 'authorised', reference: `auth-${orderId}`, authorisedUntil },
      },
      { type: 'RecordAllocations', orderId, held: [], now },
    );
  }

  /** From the arrival of its items to its delivery. */
  delivered(): EventToAppend[] {
    const { orderId } = this;
    const now = new Date().toISOString();
    const amountCents = orderOf(this.state)!.totals.toPayCents;
    const result = { outcome: 'captured', reference: `capture-${orderId}`, amountCents, capturedAt: now } as const;
    return this.obey(
      { type: 'RecordAllocations', orderId, held: this.items, now },
      { type: 'ReleaseOrder', orderId, now },
      { type: 'ShipOrder', orderId, trackingNumber: `6A${orderId.slice(0, 11)}`, now },
      { type: 'RecordDebit', orderId, key: `debit-${orderId}-1`, result, now },
      { type: 'RecordDelivery', orderId, at: now, now },
    );
  }

  private obey(...commands: readonly OrderCommand[]): EventToAppend[] {
    return commands.flatMap((command) => {
      const events = orderDecider.decide(command, this.state);
      const sealed = seal(events, this.link, newCommand('bench', { correlationId: this.orderId }), orderEvents);
      this.state = fold((state, event) => orderDecider.evolve(state, event), this.state, events);
      this.link = sealed.at(-1)?.metadata.link ?? this.link;
      return sealed;
    });
  }
}
