import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Public } from '#access';
import { scrapedGauge } from './scraped-gauge.js';

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

/** Who asks wants to know within a second. */
const CHECK_DEADLINE_MS = 800;
/** An event loop that takes longer for one turn serves nobody. */
const TURN_LIMIT_MS = 2000;

@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {
    scrapedGauge({
      name: 'complet_part_up',
      help: '1 while a part that this process needs answers, as /health/ready says.',
      labelNames: ['part'],
      read: async () => {
        const answers = await Promise.all(checks.map(ask));
        return checks.map(({ name }, at) => ({ labels: { part: name }, value: answers[at]!.status === 'up' ? 1 : 0 }));
      },
    });
  }

  /** The process answers and its event loop turns: 503 where one turn takes seconds. */
  @Get('health/live')
  async live(@Res() reply: FastifyReply): Promise<void> {
    const from = performance.now();
    await new Promise((turned) => setTimeout(() => setImmediate(turned)));
    const turnMs = Math.round(performance.now() - from);
    const turns = turnMs < TURN_LIMIT_MS;
    await reply.status(turns ? 200 : 503).send({ status: turns ? 'up' : 'down', turnMs });
  }

  /** Whether calls would be served now: 200, or 503 with what is away. Answers within a second. */
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
