export interface ClaimTerminals {
  readonly type: 'ClaimTerminals';
  readonly siren: string;
  readonly orderId: string;
  readonly units: number;
  /** Day in Europe/Paris. */
  readonly day: string;
  /** ISO week of that day, such as `2026-W48`. */
  readonly week: string;
  readonly now: string;
}
export interface ReleaseTerminals {
  readonly type: 'ReleaseTerminals';
  readonly siren: string;
  readonly orderId: string;
  readonly now: string;
}
export type TerminalQuotaCommand = ClaimTerminals | ReleaseTerminals;
