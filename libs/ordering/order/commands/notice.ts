/** What became of the e-mail of a notice. */
export interface RecordNotice {
  readonly type: 'RecordNotice';
  readonly orderId: string;
  readonly number: number;
  readonly result:
    { readonly outcome: 'sent'; readonly messageId: string } | { readonly outcome: 'refused'; readonly reason: string };
  readonly now: string;
}
