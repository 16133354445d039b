import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rememberingVerifier } from './remembering-verifier.js';
import { type Scope } from './roles.js';
import { type Caller, Forbidden, type TokenVerifier, Unauthenticated } from './tokens.js';

const SCOPE = 'complet:scope';
const PUBLIC = 'public';

/** The scope a route asks for. A route that asks for none, and is not public, is closed. */
export const RequireScope = (scope: Scope) => SetMetadata(SCOPE, scope);
export const Public = () => SetMetadata(SCOPE, PUBLIC);

interface Request {
  readonly headers: { readonly authorization?: string };
  caller?: Caller;
}

/** Who calls, in a handler behind the guard. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Request>();
  if (!caller) throw new Unauthenticated('this route needs a bearer token');
  return caller;
});

@Injectable()
export class AccessGuard implements CanActivate {
  private readonly verifier: TokenVerifier;

  constructor(
    private readonly reflector: Reflector,
    verifier: TokenVerifier,
  ) {
    this.verifier = rememberingVerifier(verifier);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const wanted = this.reflector.getAllAndOverride<string | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (wanted === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new Unauthenticated('a bearer token is needed');
    const caller = await this.verifier.verify(token);
    if (!wanted || !caller.scopes.includes(wanted as Scope))
      throw new Forbidden(`the role ${caller.role} does not have the scope ${wanted ?? 'of a route that names none'}`);
    request.caller = caller;
    return true;
  }
}
