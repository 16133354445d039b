import { type BrowserAccess, type TokenVerifier, Unauthenticated, cookie, cookiesOf, requireScopeOf } from '#access';

const SESSION_COOKIE = 'desk-session';

/** Who a browser speaks for: whoever's token its session holds. */
export const staffSession: BrowserAccess = async ({ headers }, verifier) => {
  const [token] = cookiesOf(headers.cookie)(SESSION_COOKIE);
  if (token === undefined) throw new Unauthenticated('a bearer token or a session is needed');
  return verifier.verify(token);
};

/** Begins and ends sessions. No other site's page brings the cookie: what is asked for under it, somebody here clicked on. */
export class StaffSessions {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly isSecure: boolean,
  ) {}

  /** @throws Unauthenticated for a token that is none, Forbidden for one that may not operate */
  async begin(token: string): Promise<string> {
    requireScopeOf(await this.tokens.verify(token), 'operations');
    return cookie(SESSION_COOKIE, token, { path: '/', isSecure: this.isSecure, sameSite: 'Strict' });
  }

  end(): string {
    return cookie(SESSION_COOKIE, '', { path: '/', expires: new Date(0), isSecure: this.isSecure, sameSite: 'Strict' });
  }
}
