import { type DomainEvent } from '#event-sourcing';

/** What a customer is told by e-mail. */
export const NOTICES = [
  'registered',
  'on-hold',
  'payment-action-required',
  'shipped',
  'available-for-pick-up',
  'not-collected',
  'cancelled',
  'refused',
  'refunded',
] as const;
export type Notice = (typeof NOTICES)[number];

/** The e-mail was handed to the mail server (T06). */
export type CustomerNotified = DomainEvent<
  'CustomerNotified',
  {
    readonly notice: Notice;
    /** Which of the order's notices it is; its e-mail has one `Message-ID`, however often it is sent. */
    readonly number: number;
    readonly messageId: string;
    readonly notifiedAt: string;
  }
>;
/** The mail server refused it for good, or there is nobody to write to: the staff must look at it. */
export type NoticeUndeliverable = DomainEvent<
  'NoticeUndeliverable',
  { readonly notice: Notice; readonly number: number; readonly reason: string; readonly refusedAt: string }
>;

export type NoticeEvent = CustomerNotified | NoticeUndeliverable;
