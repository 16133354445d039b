import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JWK, SignJWT, createRemoteJWKSet, errors, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import { type Role, type Scope, ROLES, SCOPES_OF } from './roles.js';

const AUDIENCE = 'complet';
export const DEVELOPMENT_ISSUER = 'complet-development';
export const ALGORITHM = 'EdDSA';

/** Who calls: taken from a token that was checked. */
export interface Caller {
  readonly subject: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** A customer's token sees that customer's orders alone (P08). */
  readonly customerId?: string;
  /** A signed link sees this one order, whoever's it is. */
  readonly orderNumber?: string;
}

/** No token, or one that is not ours (HTTP 401). */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}
/** A token without the scope the route asks for (HTTP 403). */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

export type DevelopmentKey = Awaited<ReturnType<typeof importJWK>>;

/** The key pair of development, made once in `DATA_DIR/keys` however many processes start at once. */
const developmentJwk = async (dataDir: string): Promise<JWK> => {
  const folder = join(dataDir, 'keys');
  const path = join(folder, 'development.jwk');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const read = () => JSON.parse(readFileSync(path, 'utf8')) as JWK;
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read();
};

/** The key that signs tokens in development. */
export const developmentKey = async (dataDir: string): Promise<DevelopmentKey> =>
  importJWK(await developmentJwk(dataDir), ALGORITHM);

/** The key that checks what the former signed. */
export const developmentPublicKey = async (dataDir: string): Promise<DevelopmentKey> => {
  const { d: _, ...publicJwk } = await developmentJwk(dataDir);
  return importJWK(publicJwk, ALGORITHM);
};

/** A bearer token of the development key. `ttl` as in `8h`, `30d`. */
export const issueToken = (
  key: DevelopmentKey,
  { role, customerId, ttl = '30d' }: { readonly role: Role; readonly customerId?: string; readonly ttl?: string },
): Promise<string> =>
  new SignJWT({ role, ...(customerId !== undefined && { customerId }) })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(customerId ?? role)
    .setIssuer(DEVELOPMENT_ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(ttl)
    .sign(key);

export interface TokenVerifier {
  /** @throws Unauthenticated */
  verify(token: string): Promise<Caller>;
}

/** Checks tokens of the development key. */
export const developmentVerifier = async (dataDir: string): Promise<TokenVerifier> => {
  const key = await developmentPublicKey(dataDir);
  return {
    verify: (token) =>
      verified(() =>
        jwtVerify(token, key, { issuer: DEVELOPMENT_ISSUER, audience: AUDIENCE, algorithms: [ALGORITHM] }),
      ),
  };
};

/** Checks tokens of an OpenID provider, whose keys are found by discovery. */
const oidcVerifier = async (issuer: string): Promise<TokenVerifier> => {
  const discovery = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { jwks_uri: jwksUri } = (await discovery.json()) as { jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return {
    verify: (token) =>
      verified(() => jwtVerify(token, keys, { issuer, audience: AUDIENCE, algorithms: ['RS256', 'ES256', ALGORITHM] })),
  };
};

/** Checks tokens of the OpenID provider where there is one, else those of the development key. */
export const tokenVerifier = ({
  oidcIssuer,
  dataDir,
}: {
  readonly oidcIssuer?: string;
  readonly dataDir: string;
}): Promise<TokenVerifier> => (oidcIssuer === undefined ? developmentVerifier(dataDir) : oidcVerifier(oidcIssuer));

/** @throws Forbidden where the caller does not have the scope */
export const requireScopeOf = ({ role, scopes }: Caller, scope: Scope): void => {
  if (!scopes.includes(scope)) throw new Forbidden(`the role ${role} does not have the scope ${scope}`);
};

const verified = async (verify: () => Promise<{ readonly payload: Record<string, unknown> }>): Promise<Caller> => {
  try {
    const { payload } = await verify();
    const role = ROLES.find((known) => known === payload['role']);
    if (!role) throw new Unauthenticated('the token names no role known here');
    const { sub, customerId } = payload as { sub?: string; customerId?: string };
    return { subject: sub ?? role, role, scopes: SCOPES_OF[role], ...(customerId !== undefined && { customerId }) };
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new Unauthenticated(error.message, { cause: error });
    throw error;
  }
};
