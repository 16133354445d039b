import { type OrderStatus, type PaymentState } from '#ordering';

/** What the page says of a status: its name on the line of steps, and what it means for the customer. */
export interface StatusTexts {
  readonly step: string;
  readonly headline: string;
  readonly lead: string;
}

export interface Texts {
  readonly title: string;
  readonly skipToContent: string;
  readonly allOrders: string;
  readonly refresh: string;
  readonly live: string;
  readonly signOut: string;
  readonly orderNumber: (number: string) => string;
  readonly notRegistered: string;
  readonly status: Readonly<Record<OrderStatus, StatusTexts>>;
  readonly steps: {
    readonly title: string;
    readonly done: string;
    readonly current: string;
    readonly toCome: string;
  };
  readonly waiting: {
    readonly title: string;
    readonly missing: (missing: number, ordered: number) => string;
    readonly expectedOn: (day: string) => string;
    readonly noDate: string;
    readonly preorderOn: (day: string) => string;
    readonly preorder: string;
    readonly whole: string;
    readonly terms: string;
    readonly article: string;
  };
  readonly delivery: {
    readonly title: string;
    readonly methods: Readonly<Record<string, string>>;
    readonly between: (from: string, until: string) => string;
    readonly workingDays: string;
    readonly afterAvailability: string;
    readonly notYet: string;
    readonly provisional: string;
    readonly moved: (from: string, until: string) => string;
    readonly because: (reason: string) => string;
    readonly suspended: string;
    readonly suspendedBecause: (reason: string) => string;
    readonly trackingNumber: string;
    readonly relayPoint: string;
    readonly pickUp: string;
    readonly pickUpBefore: (day: string) => string;
    readonly pickUpTerms: string;
  };
  readonly payment: {
    readonly title: string;
    readonly methods: Readonly<Record<string, string>>;
    readonly states: Readonly<Record<PaymentState, string>>;
    readonly nothingToPay: string;
    readonly onShipment: (amount: string) => string;
    readonly debited: (amount: string) => string;
    readonly debitedOn: (amount: string, when: string) => string;
    readonly notDebited: string;
    readonly actionRequired: string;
    readonly onDelivery: (amount: string) => string;
    readonly collected: (amount: string) => string;
    readonly byVoucher: string;
    readonly voucherPart: (amount: string) => string;
    readonly refunded: (amount: string) => string;
  };
  readonly content: {
    readonly title: string;
    readonly quantity: (quantity: number) => string;
    readonly exclTax: string;
    readonly vat: string;
    readonly inclTax: string;
    readonly voucher: string;
    readonly toPay: string;
    readonly paid: string;
  };
  readonly list: {
    readonly title: string;
    readonly none: string;
    readonly items: (items: number) => string;
    readonly placedOn: (when: string) => string;
    readonly older: string;
    readonly waitsFor: (missing: number) => string;
  };
  readonly faults: Readonly<
    Record<'access' | 'unknown' | 'away' | 'other', { readonly title: string; readonly text: string }>
  >;
  readonly access: {
    readonly ways: readonly string[];
    readonly withToken: string;
    readonly token: string;
    readonly open: string;
  };
}
