import { describe, expect, it } from '@jest/globals';
import { ORDER_STATUSES, type OrderStatus, type PaymentState } from '#ordering';
import { LANGUAGES, languageOf } from './language.js';
import { type OrderToShow, wording } from './order-view.js';
import { faultPage, listPage, orderPage, orderPart } from './pages.js';

const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`;
const stepsTo = (status: OrderStatus) => {
  const way = (['placed', 'registered', status] as const).filter((step, index, all) => all.indexOf(step) === index);
  return way.map((step, index) => ({ status: step, at: at(9 + index) }));
};
const shownAs = (status: OrderStatus, more: Partial<OrderToShow> = {}): OrderToShow => ({
  ...{ orderNumber: 'C-8Z3K-Q0DM-71TV', status, steps: stepsTo(status), waitingFor: [] },
  lines: [
    { sku: 'box-6', name: 'Box 6', quantity: 5 },
    { sku: 'lamp', name: 'Lamp', quantity: 1 },
  ],
  delivery: { method: 'colissimo', promise: { from: '2026-11-26', until: '2026-12-14', provisional: false } },
  payment: { method: 'card', state: 'authorised' },
  totals: { totalExclTaxCents: 3000, vatCents: 600, totalInclTaxCents: 3600, voucherCents: 0, toPayCents: 3600 },
  ...more,
});
const html = (order: OrderToShow, language: 'fr' | 'en' = 'fr') =>
  orderPage({ order, revision: 7 }, language, { seesAll: true });
/** What a reader reads, spaces made plain. */
const said = (order: OrderToShow, language: 'fr' | 'en' = 'fr') => plain(html(order, language));
const plain = (page: string) =>
  page
    .replace(/<title>.*?<\/title>/s, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/[\s\u00a0\u202f]+/g, ' ');

describe.each(LANGUAGES)('The page of an order, in %s', (language) => {
  const { t } = wording[language];

  it.each(ORDER_STATUSES)('says what %s means, and marks where it stands', (status) => {
    const page = html(shownAs(status), language);
    expect(page).toContain(`<html lang="${language}">`);
    expect(plain(page)).toContain(t.status[status].headline);
    expect(plain(page)).toContain(t.status[status].lead);
    expect(page.match(/aria-current="step"/g)).toHaveLength(1);
    expect(page).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it.each(ORDER_STATUSES)('of status %s has the same structure before its fields are all there', (status) => {
    const bare = shownAs(status, { orderNumber: null, delivery: { method: 'unheard-of', promise: null }, lines: [] });
    const part = orderPart({ order: bare, revision: 0 }, language);
    expect(plain(part)).toContain(t.notRegistered);
    expect(part).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it.each(Object.keys(t.payment.states) as PaymentState[])('tells a payment that is %s', (state) => {
    expect(said(shownAs('shipped', { payment: { method: 'card', state } }), language)).toContain(
      t.payment.states[state],
    );
  });
});

describe('An order that waits (T11)', () => {
  const waiting = shownAs('on-hold', {
    waitingFor: [
      { sku: 'box-6', name: 'Box 6', missing: 3, reason: 'stock', expectedOn: '2026-12-07' },
      { sku: 'lamp', name: 'Lamp', missing: 1, reason: 'preorder', expectedOn: '2026-12-09' },
    ],
  });

  it('says for what, how many of how many, and when each is expected', () => {
    const text = said(waiting);
    expect(text).toContain('3 pièces attendues sur 5');
    expect(text).toContain('Arrivée prévue le lundi 7 décembre 2026');
    expect(text).toContain('1 pièce attendue sur 1');
    expect(text).toContain('Précommande : disponible le mercredi 9 décembre 2026');
  });

  it('says with the terms’ own sentence that it will come whole (CGV 7)', () => {
    expect(said(waiting)).toContain('La commande ne peut pas faire l’objet d’une livraison partielle.');
    expect(said(waiting)).toContain('article 7');
    expect(said(shownAs('in-preparation'))).not.toContain('livraison partielle');
  });

  it('says the first of a month as the language does', () => {
    const first = { sku: 'lamp', name: 'Lamp', missing: 1, reason: 'stock', expectedOn: '2026-12-01' };
    const order = { ...waiting, waitingFor: [first] };
    expect(said(order)).toContain('Arrivée prévue le mardi 1er décembre 2026');
    expect(said(order, 'en')).toContain('Expected on Tuesday, 1 December 2026');
  });

  it('says so where nobody knows when', () => {
    const unknown = { sku: 'lamp', name: 'Lamp', missing: 1 };
    const text = said({ ...waiting, waitingFor: [{ ...unknown, reason: 'stock' }] });
    expect(text).toContain('Date d’arrivée pas encore connue');
    expect(said({ ...waiting, waitingFor: [{ ...unknown, reason: 'preorder' }] })).toContain('Précommande : date');
  });
});

describe('The promise (T26)', () => {
  it('is told in working days, with its dates', () => {
    const text = said(shownAs('registered'));
    expect(text).toContain('Entre le jeudi 26 novembre 2026 et le lundi 14 décembre 2026');
    expect(text).toContain('3 à 15 jours ouvrés');
  });

  const promised = (promise: OrderToShow['delivery']['promise'], status: OrderStatus = 'on-hold') =>
    said(shownAs(status, { delivery: { method: 'colissimo', promise } }));
  const window = { from: '2026-11-26', until: '2026-12-14', provisional: false };

  it('says that it is provisional (T13), suspended (T28), or moved, and why', () => {
    expect(promised({ ...window, provisional: true })).toContain('Dates provisoires');
    expect(promised({ ...window, suspended: { reason: 'crue de la Loire' } })).toContain(
      'Délai suspendu (force majeure, article 15) : crue de la Loire',
    );
    const moved = promised({
      ...window,
      previous: { from: '2026-11-24', until: '2026-12-10' },
      reason: 'retard fabricant',
    });
    expect(moved).toContain('il était prévu entre le mardi 24 novembre 2026');
    expect(moved).toContain('retard fabricant');
  });

  it('is not there before the order is registered, nor once it no longer matters', () => {
    expect(promised(null, 'placed')).toContain('dès que la commande est enregistrée');
    for (const status of ['available-at-relay', 'delivered', 'cancelled', 'refused', 'refunded'] as const)
      expect(promised(window, status)).not.toContain('Entre le');
  });
});

describe('A parcel at a relay point (T25)', () => {
  it('says where and until when it can be fetched', () => {
    const delivery = { method: 'chronorelais', promise: null, pickUpBefore: '2026-12-04', relayPointId: 'PARIS-12' };
    const text = said(shownAs('available-at-relay', { delivery }));
    expect(text).toContain('Jusqu’au vendredi 4 décembre 2026 inclus');
    expect(text).toContain('PARIS-12');
  });

  it('is a step to come of an order that goes there, and of no other', () => {
    const chronorelais = { method: 'chronorelais', promise: null };
    expect(said(shownAs('shipped', { delivery: chronorelais }))).toContain('À venir : Au point relais');
    expect(said(shownAs('shipped'))).not.toContain('Au point relais');
  });
});

describe('The debit (T17)', () => {
  it('is announced for the shipment, and for no time before', () => {
    const text = said(shownAs('on-hold'));
    expect(text).toContain('36,00 € seront débités à l’expédition du colis');
    expect(text).toContain('pas avant');
  });

  it('is told with its time once it was', () => {
    const shipped = shownAs('shipped', { payment: { method: 'card', state: 'debited' } });
    expect(said(shipped)).toContain('36,00 € ont été débités à l’expédition du colis, le 23 novembre 2026 à 12:00');
  });

  it('makes what was to pay paid', () => {
    expect(said(shownAs('on-hold'))).toContain('À payer 36,00 €');
    expect(said(shownAs('shipped', { payment: { method: 'card', state: 'debited' } }))).toContain('Payé 36,00 €');
  });

  it('is not, for an order that ended before it', () => {
    for (const state of ['voided', 'pending', 'authorised'] as const)
      expect(said(shownAs('cancelled', { payment: { method: 'card', state } }))).toContain('Rien n’a été débité');
  });

  it('is of what the voucher leaves', () => {
    const totals = { ...shownAs('placed').totals, voucherCents: 1000, toPayCents: 2600 };
    const text = said(shownAs('on-hold', { totals }));
    expect(text).toContain('26,00 € seront débités');
    expect(text).toContain('10,00 € sont réglés par votre bon d’achat');
  });

  it('gives way to the carrier’s hand where cash is paid on delivery (T16)', () => {
    const payment = { method: 'cash-on-delivery', state: 'to-collect' } as const;
    expect(said(shownAs('shipped', { payment }))).toContain('36,00 € à régler au livreur');
  });
});

describe('The line of steps', () => {
  const labels = (order: OrderToShow) =>
    [...html(order).matchAll(/class="step (\S+?)"[^>]*>[\s\S]*?class="label">([^<]*)/g)].map(
      ([, mark, label]) => `${mark} ${label}`,
    );

  it('has what happened, then what is to come', () => {
    expect(labels(shownAs('on-hold'))).toEqual([
      'done Commande passée',
      'done Commande enregistrée',
      'current En attente d’articles',
      'to-come En préparation',
      'to-come Expédiée',
      'to-come Livrée',
    ]);
  });

  it('ends where the order ended', () => {
    for (const status of ['refused', 'cancelled', 'not-collected', 'refunded', 'delivered'] as const)
      expect(labels(shownAs(status)).at(-1)).toMatch(/^current/);
    expect(labels(shownAs('withdrawn')).at(-1)).toBe('to-come Remboursée');
  });

  it('goes on from where a refused payment found it', () => {
    const steps = [
      { status: 'placed', at: at(9) } as const,
      { status: 'payment-action-required', at: at(10) } as const,
    ];
    expect(labels(shownAs('payment-action-required', { steps }))[2]).toBe('to-come Commande enregistrée');
    expect(labels(shownAs('payment-action-required'))[3]).toBe('to-come En préparation');
  });
});

describe('Whatever anybody wrote', () => {
  const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';

  it('is shown as text', () => {
    const order = shownAs('available-at-relay', {
      lines: [{ sku: hostile, name: hostile, quantity: 1 }],
      waitingFor: [{ sku: hostile, name: hostile, missing: 1, reason: hostile }],
      delivery: {
        ...{ method: hostile, trackingNumber: hostile, relayPointId: hostile },
        promise: { from: '2026-11-26', until: '2026-12-14', suspended: { reason: hostile } },
      },
    });
    for (const page of [html(order), listPage({ orders: [order], nextCursor: hostile }, 'fr')]) {
      expect(page).not.toContain('<img');
      expect(page).not.toContain('<script>');
      expect(page).toContain('&lt;script&gt;');
    }
  });
});

describe('The list', () => {
  it('links to each order that has a number, and says what it waits for', () => {
    const waits = shownAs('on-hold', { waitingFor: [{ sku: 'lamp', name: 'Lamp', missing: 2, reason: 'stock' }] });
    const page = listPage({ orders: [waits, { ...shownAs('placed'), orderNumber: null }], nextCursor: '1_C-1' }, 'fr');
    expect(page).toContain('href="/suivi/C-8Z3K-Q0DM-71TV"');
    expect(plain(page)).toContain('Attend encore 2 pièces');
    expect(plain(page)).toContain('Commande en cours d’enregistrement');
    expect(page).toContain('/suivi?cursor=1_C-1');
  });

  it('says so where there is none', () => {
    expect(plain(listPage({ orders: [] }, 'en'))).toContain('You have no order yet.');
  });
});

describe('A page that says what is wrong', () => {
  it.each(['access', 'unknown', 'away', 'other'] as const)('of kind %s', (fault) => {
    for (const language of LANGUAGES)
      expect(plain(faultPage(fault, language))).toContain(wording[language].t.faults[fault].title);
  });
});

describe('The language', () => {
  it.each([
    [undefined, 'fr'],
    ['', 'fr'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
    ['de-DE,de;q=0.9', 'fr'],
    ['de, fr;q=0.5, en;q=0.7', 'en'],
    ['en;q=0, fr', 'fr'],
    ['*', 'fr'],
    [';;;q=x,,', 'fr'],
  ])('for Accept-Language %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
