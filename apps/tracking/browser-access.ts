import { type BrowserAccess, type Caller, type LinkVerifier, SCOPES_OF, Unauthenticated, cookiesOf } from '#access';

/** A customer's token, for all their orders. */
export const SESSION_COOKIE = 'suivi-session';
/** A signed link's token, for one order; the browser has it for that order's paths alone. */
export const LINK_COOKIE = 'suivi-link';

/** The one way in by the address itself; the page it opens puts the token into a cookie and out of the address. */
const PAGE = /^\/suivi\/[^/?]+\?/;

/** Who a browser speaks for, without a bearer token: the holder of a signed link to this order, or of a session. */
export const browserAccess =
  (links: LinkVerifier): BrowserAccess =>
  async (request, verifier) => {
    const { orderNumber } = (request.params ?? {}) as { readonly orderNumber?: string };
    const holder = async (token: string): Promise<Caller> => {
      const link = await links.verify(token);
      if (link.orderNumber !== orderNumber) throw new Unauthenticated('this link is to another order');
      const { linkId: subject } = link;
      return { subject, role: 'customer', scopes: SCOPES_OF.customer, orderNumber };
    };
    const { access } = (request.query ?? {}) as { readonly access?: unknown };
    if (typeof access === 'string' && PAGE.test(request.url)) return holder(access);

    const cookies = cookiesOf(request.headers.cookie);
    const ways = [
      ...cookies(LINK_COOKIE).map((token) => () => holder(token)),
      ...cookies(SESSION_COOKIE).map((token) => () => verifier.verify(token)),
    ];
    return firstOpen(ways);
  };

/** The first way in that is open. @throws Unauthenticated where none is */
const firstOpen = async ([way, ...others]: readonly (() => Promise<Caller>)[]): Promise<Caller> => {
  if (!way) throw new Unauthenticated('a bearer token, a session or a link to this order is needed');
  try {
    return await way();
  } catch (error) {
    if (error instanceof Unauthenticated) return firstOpen(others);
    throw error;
  }
};
