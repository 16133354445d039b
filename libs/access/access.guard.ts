import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type Provider,
  SetMetadata,
  createParamDecorator,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { rememberingVerifier } from './remembering-verifier.js';
import { type Scope } from './roles.js';
import { type Caller, Forbidden, type TokenVerifier, Unauthenticated, requireScopeOf } from './tokens.js';

const SCOPE = 'complet:scope';
const PUBLIC = 'public';

/** The scope a route asks for. A route that asks for none, and is not public, is closed. */
export const RequireScope = (scope: Scope) => SetMetadata(SCOPE, scope);
export const Public = () => SetMetadata(SCOPE, PUBLIC);

/** What is needed of a request to tell who calls. */
export interface AccessRequest {
  readonly url: string;
  readonly headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined };
  readonly params?: unknown;
  readonly query?: unknown;
  caller?: Caller;
}

/** Who calls, where the request has no bearer token: browsers have cookies and links. @throws Unauthenticated */
export type BrowserAccess = (request: AccessRequest, verifier: TokenVerifier) => Promise<Caller>;

const noOtherWayIn: BrowserAccess = () => Promise.reject(new Unauthenticated('a bearer token is needed'));

/** Who calls, in a handler behind the guard. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AccessRequest>();
  if (!caller) throw new Unauthenticated('this route needs a bearer token');
  return caller;
});

/** By its bearer token alone where there is one, whatever else the request brings. @throws Unauthenticated */
export const callerOf = async (
  request: AccessRequest,
  verifier: TokenVerifier,
  browserAccess: BrowserAccess,
): Promise<Caller> => {
  const { authorization } = request.headers;
  if (authorization === undefined) return browserAccess(request, verifier);
  const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
  if (!token) throw new Unauthenticated('a bearer token is needed');
  return verifier.verify(token);
};

@Injectable()
export class AccessGuard implements CanActivate {
  private readonly verifier: TokenVerifier;

  constructor(
    private readonly reflector: Reflector,
    verifier: TokenVerifier,
    private readonly browserAccess: BrowserAccess = noOtherWayIn,
  ) {
    this.verifier = rememberingVerifier(verifier);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const wanted = this.reflector.getAllAndOverride<string | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (wanted === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const caller = await callerOf(request, this.verifier, this.browserAccess);
    if (!wanted) throw new Forbidden(`the role ${caller.role} does not have the scope of a route that names none`);
    requireScopeOf(caller, wanted as Scope);
    request.caller = caller;
    return true;
  }
}

/** Lets nobody into any route of an app but as the route says. */
export const guardedBy = (verifier: TokenVerifier, browserAccess?: BrowserAccess): Provider => ({
  provide: APP_GUARD,
  useFactory: (reflector: Reflector) => new AccessGuard(reflector, verifier, browserAccess),
  inject: [Reflector],
});
