import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { register } from 'prom-client';
import { Public } from '#access';

/** Resolves (to details worth showing, if to anything) while the part answers; throws when it is away. */
type Check = () => Promise<unknown>;

/** What an app needs, by name. It stays ready without an optional part, and says so. */
export type ReadinessChecks = Readonly<Record<string, Check | { readonly optional: true; readonly check: Check }>>;

/** The app provides its `ReadinessChecks` under this token. */
export const READINESS_CHECKS = Symbol('readiness checks');

const CHECK_DEADLINE_MS = 2000;

@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(READINESS_CHECKS) private readonly checks: ReadinessChecks) {}

  /** The process runs and answers. */
  @Get('health/live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** Whether calls would be served now: 200, or 503 with what is away. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const parts = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) =>
        typeof check === 'function'
          ? ([name, await ask(check)] as const)
          : ([name, { ...(await ask(check.check)), optional: true }] as const),
      ),
    );
    const isReady = parts.every(([, { status, ...rest }]) => status === 'up' || 'optional' in rest);
    await reply
      .status(isReady ? 200 : 503)
      .headers(isReady ? {} : { 'Retry-After': '1' })
      .send({ status: isReady ? 'up' : 'down', parts: Object.fromEntries(parts) });
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(register.contentType).send(await register.metrics());
  }
}

const ask = async (check: Check) => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_DEADLINE_MS} ms`)), CHECK_DEADLINE_MS);
  });
  try {
    const details = await Promise.race([check(), tooSlow]);
    return { status: 'up', ...(typeof details === 'object' && details !== null && { details }) };
  } catch (error) {
    return { status: 'down', error: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
};
