import { userInfo } from 'node:os';

/** What every verb that repairs takes. */
export interface Operator {
  readonly as?: string | undefined;
}

export const AS = ['--as <name>', 'who does it: stands in the log (default: the user of this machine)'] as const;

/** Who issues the commands of a repair, as the log names them. @throws Error naming what is wrong */
export const issuerOf = ({ as = userInfo().username }: Operator): string => {
  if (!/^[\w.@-]{1,64}$/.test(as)) throw new Error(`--as takes a name such as a.durand, not ${JSON.stringify(as)}`);
  return `ops/${as}`;
};
