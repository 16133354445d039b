import { Forbidden, type LinkVerifier, type TokenVerifier, cookie } from '#access';
import { LINK_COOKIE, SESSION_COOKIE } from './browser-access.js';

/** Turns what a customer came with into cookies, once it was found good. @throws Unauthenticated where it was not */
export class WaysIn {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly links: LinkVerifier,
    private readonly isSecure: boolean,
  ) {}

  /** @throws Forbidden for a token that is no customer's */
  async sessionCookie(token: string): Promise<string> {
    const { customerId } = await this.tokens.verify(token);
    if (customerId === undefined) throw new Forbidden('this token names no customer');
    return cookie(SESSION_COOKIE, token, { path: '/', isSecure: this.isSecure });
  }

  endedSession(): string {
    return cookie(SESSION_COOKIE, '', { path: '/', expires: new Date(0), isSecure: this.isSecure });
  }

  /** For the page of the order and for its live updates: nowhere else does the browser send it. */
  async linkCookies(token: string): Promise<string[]> {
    const { orderNumber, expiresAt: expires } = await this.links.verify(token);
    const order = encodeURIComponent(orderNumber);
    return [`/suivi/${order}`, `/v1/tracking/${order}`].map((path) =>
      cookie(LINK_COOKIE, token, { path, expires, isSecure: this.isSecure }),
    );
  }
}
