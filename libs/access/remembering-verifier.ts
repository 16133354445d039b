import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import { type Caller, type TokenVerifier } from './tokens.js';

const MOST_TOKENS = 10_000;
const REMEMBERED_MS = 60_000;

/**
 * A service sends the same token with every request, and checking it costs more than the rest of the guard: one that was
 * found good is taken as such for a minute, unless it lapses before. Any other is checked every time.
 */
export const rememberingVerifier = (verifier: TokenVerifier): TokenVerifier => {
  const good = new LRUCache<string, { readonly caller: Caller; readonly until: number }>({ max: MOST_TOKENS });
  const verify = async (token: string): Promise<Caller> => {
    const known = good.get(token);
    if (known && Date.now() < known.until) return known.caller;
    const caller = await verifier.verify(token);
    const lapsesAt = (decodeJwt(token).exp ?? Infinity) * 1000;
    good.set(token, { caller, until: Math.min(Date.now() + REMEMBERED_MS, lapsesAt) });
    return caller;
  };
  return { verify };
};
