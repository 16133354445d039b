import {
  type Order,
  everyItemIsIn,
  isPreordered,
  missingItems,
  paymentStands,
  promiseOf,
  renewalDueAt,
} from '#ordering';

/** What is known of a SKU that an order waits for. */
export interface QueuePlace {
  readonly sku: string;
  /** Units in the warehouse that no order holds. */
  readonly free: number;
  /** Units that orders before this one still wait for. */
  readonly unitsAhead: number;
}

/** Why an order is where it is, what moves it on, and what ends it if nothing does: plain sentences, the first the answer. */
export const explain = (order: Order, places: readonly QueuePlace[], now: string): string[] => [
  ...(answers[order.status] ?? onItsWay)(order, places, now),
  ...promise(order),
];

type Answer = (order: Order, places: readonly QueuePlace[], now: string) => string[];

const onItsWay: Answer = (order, places, now) => {
  if (order.payment.pendingDebit)
    return [
      `Its debit ${order.payment.pendingDebit.key} was asked for and its outcome is not known: it is asked for again by key.`,
    ];
  if (!everyItemIsIn(order)) return waits(order, places, now);
  if (!paymentStands(order, now)) return ['Everything is in; it waits for an authorisation that stands when it ships.'];
  return ['Everything is in and its payment stands: its release to the warehouse is due.'];
};

const waits: Answer = (order, places, now) => {
  if (!order.stockAnswered) return ['It is registered; not every SKU has answered its claim yet.'];
  const missing = missingItems(order).map(({ sku, quantity }) => {
    if (isPreordered(order, sku)) {
      const { availableFrom, confirmed } = order.preorders![sku]!;
      return `${sku} is a preorder: on sale from ${availableFrom}, ${confirmed ? 'confirmed' : 'not confirmed'} (T13).`;
    }
    const place = places.find((one) => one.sku === sku);
    const ahead = place ? `, ${place.unitsAhead} units are wanted by orders before it` : '';
    return `${quantity} × ${sku} are missing${ahead}: ${quantity + (place?.unitsAhead ?? 0)} more would serve it.`;
  });
  const { authorisation } = order.payment;
  const renewal =
    order.payment.state === 'authorised' && authorisation
      ? [
          `Its card is authorised until ${authorisation.until}, to be renewed ${renewalDueAt(authorisation) <= now ? 'now' : `at ${renewalDueAt(authorisation)}`}.`,
        ]
      : [];
  return ['It waits until every item is in (T11); it is never delivered in part.', ...missing, ...renewal];
};

const answers: Partial<Record<Order['status'], Answer>> = {
  placed: () => ['Its payment is not validated yet: the provider is asked, under one key, until it answers.'],
  'payment-action-required': ({ payment }) => [
    `Its card was refused at ${payment.actionRequiredSince ?? 'some time'}: it waits for another card, and is cancelled when none comes in time.`,
  ],
  'in-preparation': (order) =>
    order.payment.pendingDebit
      ? onItsWay(order, [], '')
      : [`It is at the warehouse since ${order.releasedAt}: it ships when the warehouse hands it over.`],
  shipped: ({ delivery }) => [`It has shipped as ${delivery.trackingNumber}: it waits for what the carrier reports.`],
  'available-at-relay': ({ delivery: { pickUpBefore } }) => [
    pickUpBefore === undefined
      ? 'It is at the post office: the carrier returns it if nobody fetches it.'
      : `It is at the relay point until ${pickUpBefore}, then the order ends as not collected (T25).`,
  ],
  delivered: ({ delivery }) => [`It was delivered at ${delivery.deliveredAt}.`],
  'not-collected': ({ delivery }) => [
    delivery.returnedAt === undefined ? 'It was not collected: the parcel is to come back.' : 'It came back.',
  ],
  withdrawn: (order) => [
    order.delivery.returnedAt === undefined
      ? 'The customer withdrew: what was paid goes back when the parcel is back.'
      : order.payment.pendingRefund
        ? `The parcel is back; refund ${order.payment.pendingRefund.key} is asked for${order.flags.includes('refund-refused') ? ' and was refused: the staff must see to it' : ''}.`
        : 'The parcel is back; nothing was to be paid back.',
  ],
  refunded: () => ['It came to its end: what was paid went back.'],
  cancelled: () => ['It was cancelled before it shipped.'],
  refused: () => ['The staff refused it.'],
};

const promise = (order: Order): string[] => {
  const window = promiseOf(order);
  if (!window || ['cancelled', 'refused', 'refunded', 'delivered'].includes(order.status)) return [];
  const missed = order.flags.includes('promise-missed') ? ', and missed' : '';
  return [
    `Delivery is promised from ${window.from} to ${window.until}${window.provisional ? ', provisionally' : ''}${missed}.`,
  ];
};
