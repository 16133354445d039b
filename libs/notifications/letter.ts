import { type Notice, type Order, missingItems, promiseOf } from '#ordering';

/** What an e-mail says, before it is written as text or HTML. */
export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What is missing, or what was ordered. */
  readonly items: readonly { readonly quantity: number; readonly name: string; readonly amount?: string }[];
  readonly totals: readonly { readonly label: string; readonly amount: string }[];
  /** The order's page; opens without signing in. */
  readonly link?: string;
}

export interface Recipient {
  readonly contactName: string;
  readonly companyName: string;
}

const EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
const DAY = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full', timeZone: 'UTC' });
const money = (cents: number) => EUROS.format(cents / 100);
const dayOf = (day: string) => DAY.format(new Date(`${day}T12:00:00Z`));

const NEVER_IN_PART =
  'Votre commande vous parviendra entière, en un seul envoi : elle ne peut pas faire l’objet d’une livraison partielle (article 7).';

interface Writing {
  readonly subject: (number: string) => string;
  readonly paragraphs: (order: Order) => readonly string[];
  readonly items?: (order: Order) => Letter['items'];
  readonly totals?: (order: Order) => Letter['totals'];
}

const isCard = ({ payment: { method }, totals }: Order) => method === 'card' && totals.toPayCents > 0;
const hasPaid = ({ payment: { state } }: Order) => ['debited', 'collected', 'covered-by-voucher'].includes(state);

const promised = (order: Order): string[] => {
  const promise = promiseOf(order);
  return promise ? [`Livraison prévue entre le ${dayOf(promise.from)} et le ${dayOf(promise.until)}.`] : [];
};
const nothingDebited = (order: Order): string[] =>
  isCard(order) ? ['Votre carte n’a pas été débitée, et ne le sera pas.'] : [];

const ordered = ({ lines }: Order): Letter['items'] =>
  lines.map(({ quantity, name, unitPriceExclTaxCents }) => ({
    ...{ quantity, name },
    amount: `${money(quantity * unitPriceExclTaxCents)} HT`,
  }));
const missing = (order: Order): Letter['items'] =>
  missingItems(order).map(({ sku, quantity }) => ({
    quantity,
    name: order.lines.find((line) => line.sku === sku)!.name,
  }));
const amounts = ({ totals }: Order): Letter['totals'] => [
  { label: 'Total hors taxes', amount: money(totals.totalExclTaxCents) },
  { label: 'dont éco-contribution', amount: money(totals.ecoContributionCents) },
  { label: 'dont rémunération pour copie privée', amount: money(totals.privateCopyCents) },
  { label: 'TVA', amount: money(totals.vatCents) },
  { label: 'Total TTC', amount: money(totals.totalInclTaxCents) },
  ...(totals.voucherCents > 0 ? [{ label: 'Bon d’achat', amount: `− ${money(totals.voucherCents)}` }] : []),
  { label: 'À payer', amount: money(totals.toPayCents) },
];

/** One letter for each notice, in French, as the terms are. */
const writings: Readonly<Record<Notice, Writing>> = {
  registered: {
    subject: (number) => `Votre commande ${number} est enregistrée`,
    paragraphs: (order) => [
      order.exchangeOf === undefined
        ? 'Votre paiement est validé et votre commande est enregistrée.'
        : 'Votre échange est enregistré. Il est gratuit (article 12).',
      ...promised(order),
      ...(isCard(order) ? ['Votre carte sera débitée à l’expédition du colis, et pas avant (article 9).'] : []),
    ],
    items: ordered,
    totals: amounts,
  },
  'on-hold': {
    subject: (number) => `Votre commande ${number} attend des articles`,
    paragraphs: (order) => [
      'Une partie de votre commande n’est pas encore arrivée. Nous gardons le reste pour vous.',
      NEVER_IN_PART,
      ...promised(order),
    ],
    items: missing,
  },
  'payment-action-required': {
    subject: (number) => `Votre commande ${number} : paiement à régulariser`,
    paragraphs: () => [
      'Votre carte a été refusée. Rien n’a été débité.',
      'Indiquez-nous une autre carte sous 72 heures ; à défaut, la commande sera annulée et ce qu’elle réservait sera libéré.',
    ],
  },
  shipped: {
    subject: (number) => `Votre commande ${number} est expédiée`,
    paragraphs: (order) => [
      `Votre colis est parti, complet, sous le numéro ${order.delivery.trackingNumber ?? ''}.`,
      ...(order.payment.state === 'debited'
        ? [`Votre carte a été débitée de ${money(order.totals.toPayCents)} à l’expédition.`]
        : []),
      ...(order.payment.state === 'to-collect'
        ? [`Vous réglerez ${money(order.totals.toPayCents)} à la livraison.`]
        : []),
    ],
    items: ordered,
  },
  'available-for-pick-up': {
    subject: (number) => `Votre commande ${number} est à retirer`,
    paragraphs: ({ delivery: { pickUpBefore } }) =>
      pickUpBefore === undefined
        ? ['Votre colis vous attend au bureau de poste indiqué sur l’avis de passage.']
        : [
            `Votre colis vous attend au point relais jusqu’au ${dayOf(pickUpBefore)} inclus, soit 8 jours ouvrés (article 11.1).`,
            'Passé ce jour, il nous revient et la commande prend fin.',
          ],
  },
  'not-collected': {
    subject: (number) => `Votre commande ${number} n’a pas été retirée`,
    paragraphs: (order) => [
      'Votre colis n’a pas été retiré : il nous revient.',
      ...(hasPaid(order) ? ['Ce que vous avez payé vous est rendu à son retour, comme vous l’avez payé.'] : []),
    ],
  },
  cancelled: {
    subject: (number) => `Votre commande ${number} est annulée`,
    paragraphs: (order) => ['Votre commande est annulée avant son expédition.', ...nothingDebited(order)],
  },
  refused: {
    subject: (number) => `Votre commande ${number} n’a pas pu être acceptée`,
    paragraphs: (order) => ['Nous ne pouvons pas donner suite à votre commande (article 4).', ...nothingDebited(order)],
  },
  refunded: {
    subject: (number) => `Votre commande ${number} est remboursée`,
    paragraphs: ({ totals: { toPayCents, voucherCents } }) => [
      `${money(toPayCents)} vous sont rendus, comme vous les avez payés.`,
      ...(voucherCents > 0 ? [`Votre bon d’achat vous est rendu pour ${money(voucherCents)}.`] : []),
    ],
  },
};

/** The letter of a notice, on an order as it is now. An order that never was registered has no number to quote. */
export const letterOf = (notice: Notice, order: Order, { contactName }: Recipient, link?: string): Letter => {
  const { subject, paragraphs, items, totals } = writings[notice];
  return {
    subject: subject(order.orderNumber ?? '').replace(/ {2}/g, ' '),
    greeting: `Bonjour ${contactName},`,
    paragraphs: paragraphs(order),
    items: items?.(order) ?? [],
    totals: totals?.(order) ?? [],
    ...(link !== undefined && order.orderNumber !== null && { link }),
  };
};
