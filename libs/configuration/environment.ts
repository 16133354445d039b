/** The environment variables of a process, as its `config.ts` reads them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that must be set. @throws naming it */
export const required = (env: Environment, name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} must be set`);
  return value;
};

/** A variable that must be a URL. @throws naming it and what it holds */
export const url = (env: Environment, name: string): string => {
  const value = required(env, name);
  if (!URL.canParse(value)) throw new Error(`${name} must be a URL, not ${value}`);
  return value;
};

/** A whole number from 0 on, or the default where the variable is not set. @throws naming it and what it holds */
export const integer = (env: Environment, name: string, byDefault: number): number => {
  const value = env[name];
  if (value === undefined || value === '') return byDefault;
  if (!/^\d{1,15}$/.test(value)) throw new Error(`${name} must be a whole number, not ${value}`);
  return Number(value);
};

/** The address to listen on; the loopback interface where `LISTEN_HOST` is not set. Containers need `0.0.0.0`. */
export const listenHost = (env: Environment): string => env['LISTEN_HOST'] || '127.0.0.1';

/** `1` or `0`; off where the variable is not set. @throws naming it and what it holds */
export const flag = (env: Environment, name: string): boolean => {
  const value = env[name] ?? '';
  if (!['', '0', '1'].includes(value)) throw new Error(`${name} must be 1 or 0, not ${value}`);
  return value === '1';
};
