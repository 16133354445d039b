import { templatesBeside } from '#http-api';
import { type Language } from './language.js';
import { type OrderToShow, orderInList, orderView, wording } from './order-view.js';
import { type Texts } from './texts.js';

const templates = templatesBeside(import.meta.url);

const page = (template: string, language: Language, values: object): string =>
  templates.render(`./${template}`, {
    language,
    t: wording[language].t,
    live: undefined,
    hasScript: false,
    seesAll: false,
    isCustomer: false,
    ...values,
  });

export interface Shown {
  readonly order: OrderToShow;
  /** Of the order's stream. */
  readonly revision: number;
}

/** What the page shows of an order, without the page round it: what its script puts in when the order has moved. */
export const orderPart = ({ order, revision }: Shown, language: Language): string =>
  page('order', language, { order: orderView(order, revision, wording[language]) });

/** The page of an order. `seesAll`: whoever looks may see the customer's other orders too. */
export const orderPage = (shown: Shown, language: Language, { seesAll }: { readonly seesAll: boolean }): string => {
  const number = shown.order.orderNumber!;
  const { title, headline } = orderView(shown.order, shown.revision, wording[language]);
  return page('page', language, {
    ...{ title: `${title} — ${headline}`, seesAll, isCustomer: seesAll, content: orderPart(shown, language) },
    hasScript: true,
    live: { orderNumber: number, revision: shown.revision },
  });
};

export interface ShownList {
  readonly orders: readonly OrderToShow[];
  /** Of the page after this one. */
  readonly nextCursor?: string | undefined;
}

/** The customer's orders, as they come. */
export const listPage = ({ orders, nextCursor }: ShownList, language: Language): string => {
  const words = wording[language];
  const items = orders.map((order) => orderInList(order, words));
  const content = page('list', language, { items, nextCursor });
  return page('page', language, { title: words.t.list.title, isCustomer: true, hasScript: true, content });
};

export type Fault = keyof Texts['faults'];

/** What is wrong, and what to do about it. */
export const faultPage = (fault: Fault, language: Language): string => {
  const { title } = wording[language].t.faults[fault];
  return page('page', language, { title, content: page('fault', language, { fault }) });
};
