export * from './access.guard.js';
export * from './cookies.js';
export { rememberingVerifier } from './remembering-verifier.js';
export * from './revoked-links.js';
export * from './roles.js';
export * from './signed-links.js';
export {
  type Caller,
  type TokenVerifier,
  Forbidden,
  Unauthenticated,
  developmentKey,
  issueToken,
  requireScopeOf,
  tokenVerifier,
} from './tokens.js';
