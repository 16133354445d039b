import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { type FastifyReply } from 'fastify';

/** A part that an app needs. */
export interface ReadinessCheck {
  readonly name: string;
  /** True where the app still serves without it: its failure is told, and the app stays ready. */
  readonly optional?: boolean;
  /** What it resolves to is shown. @throws if the part is away */
  check(): Promise<unknown> | object;
}

/** The app provides its `ReadinessCheck[]` under this token. */
export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

const CHECK_DEADLINE_MS = 2000;

interface CheckResult {
  readonly status: 'up' | 'down';
  readonly optional?: true;
  readonly details?: unknown;
  readonly error?: string;
}

@ApiExcludeController()
@Public()
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** The process runs and answers. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether calls would be served now: 200, or 503 with what is away. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const results = await Promise.all(this.checks.map(async (check) => [check.name, await run(check)] as const));
    const isReady = results.every(([, { status, optional }]) => status === 'up' || optional);
    await reply
      .status(isReady ? 200 : 503)
      .headers(isReady ? {} : { 'Retry-After': '1' })
      .send({ status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(results) });
  }
}

const run = async (check: ReadinessCheck): Promise<CheckResult> => {
  const optional = check.optional ? { optional: true as const } : {};
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_DEADLINE_MS} ms`)), CHECK_DEADLINE_MS);
  });
  try {
    const details = await Promise.race([(async () => check.check())(), tooSlow]);
    return { status: 'up', ...optional, ...(typeof details === 'object' && details !== null && { details }) };
  } catch (error) {
    return { status: 'down', ...optional, error: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
};
