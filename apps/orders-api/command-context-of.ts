import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { type Caller } from '#access';
import { type CommandContext } from '#event-sourcing';
import { commandContext } from '#http-api';
import { type FastifyRequest } from 'fastify';

/** The context of the command that a request behind the guard stands for. @throws Malformed for a header that cannot be one */
export const CommandContextOf = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { readonly caller: Caller }>();
  return commandContext(request, request.caller);
});
