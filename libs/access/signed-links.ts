import { randomUUID } from 'node:crypto';
import { SignJWT, errors, jwtVerify } from 'jose';
import { ALGORITHM, DEVELOPMENT_ISSUER, type DevelopmentKey, Unauthenticated, developmentPublicKey } from './tokens.js';

/** Another than that of bearer tokens: neither is ever taken for the other. */
const AUDIENCE = 'complet-order-link';

/** What a signed link says: whoever holds it may look at this order until then. */
export interface OrderLink {
  readonly linkId: string;
  readonly orderNumber: string;
  readonly expiresAt: Date;
}

/**
 * The token of a link to one order's page: `/suivi/{orderNumber}?access=TOKEN`. It names the order and no person.
 * `ttl` as in `8h`, `30d`; `linkId` for a link that may have to be made again, the same (default: a new one).
 */
export const signedLink = (
  key: DevelopmentKey,
  {
    orderNumber,
    ttl = '60d',
    linkId = randomUUID(),
  }: { readonly orderNumber: string; readonly ttl?: string; readonly linkId?: string },
): Promise<string> =>
  new SignJWT({ orderNumber })
    .setProtectedHeader({ alg: ALGORITHM })
    .setJti(linkId)
    .setIssuer(DEVELOPMENT_ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(ttl)
    .sign(key);

export interface LinkVerifier {
  /** @throws Unauthenticated for one that is not ours, has expired or was revoked */
  verify(token: string): Promise<OrderLink>;
}

/** Checks links that the key in `DATA_DIR/keys` signed. `isRevoked` is asked every time. */
export const linkVerifier = async (
  dataDir: string,
  isRevoked: (linkId: string) => Promise<boolean>,
): Promise<LinkVerifier> => {
  const key = await developmentPublicKey(dataDir);
  const checks = { issuer: DEVELOPMENT_ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM], requiredClaims: ['exp'] };
  const verify = async (token: string): Promise<OrderLink> => {
    const { payload } = await jwtVerify<{ orderNumber?: unknown }>(token, key, checks).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) throw new Unauthenticated(error.message, { cause: error });
      throw error;
    });
    const { jti, orderNumber, exp } = payload;
    if (jti === undefined || typeof orderNumber !== 'string') throw new Unauthenticated('this is no link to an order');
    if (await isRevoked(jti)) throw new Unauthenticated('this link was revoked');
    return { linkId: jti, orderNumber, expiresAt: new Date(exp! * 1000) };
  };
  return { verify };
};
