export const TERMINAL_QUOTA_STREAMS = 'terminal-quota-';

export const terminalQuotaStream = ({ siren }: { readonly siren: string }): string =>
  `${TERMINAL_QUOTA_STREAMS}${siren}`;
