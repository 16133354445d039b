export interface CookieOptions {
  readonly path: string;
  /** With the browser's session, if left out. */
  readonly expires?: Date;
  readonly isSecure: boolean;
  /** `Lax` lets a link from elsewhere in (default); with `Strict` no other site's page brings it at all. */
  readonly sameSite?: 'Lax' | 'Strict';
}

/** A cookie that no script reads and no other site's form brings. `value` is a token: no character of it needs quoting. */
export const cookie = (
  name: string,
  value: string,
  { path, expires, isSecure, sameSite = 'Lax' }: CookieOptions,
): string =>
  [
    ...[`${name}=${value}`, `Path=${path}`, 'HttpOnly', `SameSite=${sameSite}`],
    ...(expires ? [`Expires=${expires.toUTCString()}`] : []),
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');

/** A name may come more than once, that of the closest path first. */
export const cookiesOf =
  (header: string | undefined) =>
  (name: string): string[] =>
    (header ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
