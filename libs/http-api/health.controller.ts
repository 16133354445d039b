import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Public } from '#access';

/** A part that an app needs. */
export interface ReadinessCheck {
  readonly name: string;
  /** True where the app serves without it: that it is away is told, and the app stays ready. */
  readonly optional?: boolean;
  /** Resolves (to details worth showing, if to an object) while the part answers. @throws when it is away */
  check(): Promise<unknown>;
}

/** The app provides its `ReadinessCheck[]` under this token. */
export const READINESS_CHECKS = Symbol('readiness checks');

const CHECK_DEADLINE_MS = 2000;

@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** The process runs and answers. */
  @Get('health/live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** Whether calls would be served now: 200, or 503 with what is away. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const parts = await Promise.all(this.checks.map(async (check) => [check.name, await ask(check)] as const));
    const isReady = parts.every(([, { status, optional }]) => status === 'up' || optional);
    await reply
      .status(isReady ? 200 : 503)
      .headers(isReady ? {} : { 'Retry-After': '1' })
      .send({ status: isReady ? 'up' : 'down', parts: Object.fromEntries(parts) });
  }
}

interface Answer {
  readonly status: 'up' | 'down';
  readonly optional?: true;
  readonly details?: object;
  readonly error?: string;
}

const ask = async (part: ReadinessCheck): Promise<Answer> => {
  const optional = part.optional ? { optional: true as const } : {};
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_DEADLINE_MS} ms`)), CHECK_DEADLINE_MS);
  });
  try {
    const details = await Promise.race([part.check(), tooSlow]);
    return { status: 'up', ...optional, ...(typeof details === 'object' && details !== null && { details }) };
  } catch (error) {
    return { status: 'down', ...optional, error: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
};
