import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import {
  IdempotencyKeyReused,
  InvalidTransition,
  NotFound,
  PreconditionFailed,
  RevisionConflict,
  RuleRefused,
  Unavailable,
  type Violation,
} from '#event-sourcing';
import { type Logger, createLogger } from './logger.js';
import { type Fault, Malformed } from './malformed.js';
import { NotThatFresh, TooMany } from './refusals.js';

const RETRY_AFTER_SECONDS = '2';

/** A fault as RFC 9457 writes it (`application/problem+json`). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** Stable; of the first violation where rules of the terms refuse. */
  readonly code?: string;
  /** Article of the binding text, such as `CGV 9`. */
  readonly article?: string;
  readonly violations?: readonly Violation[];
  readonly errors?: readonly Fault[];
}

interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one place where an error becomes an answer. What is not known here is a 500 that says nothing. */
export const problemOf = (error: unknown): ProblemAnswer => {
  if (error instanceof RuleRefused) {
    const { code, article, message } = error.violations[0];
    return answer(422, message, { code, article, violations: error.violations });
  }
  if (error instanceof Malformed) return answer(400, error.message, { code: 'MALFORMED', errors: error.errors });
  if (error instanceof InvalidTransition) return answer(422, error.message, { code: 'INVALID_TRANSITION' });
  if (error instanceof IdempotencyKeyReused) return answer(422, error.message, { code: 'IDEMPOTENCY_KEY_REUSED' });
  if (error instanceof NotFound) return answer(404, error.message);
  if (error instanceof RevisionConflict) return answer(409, 'Others changed it at the same time; try again.');
  if (error instanceof PreconditionFailed) return answer(412, error.message);
  if (error instanceof Unavailable)
    return answer(503, `The ${error.part} is away; try again.`, {}, { 'Retry-After': RETRY_AFTER_SECONDS });
  if (error instanceof NotThatFresh)
    return answer(503, error.message, { code: 'NOT_THAT_FRESH' }, { 'Retry-After': '1' });
  return named(error) ?? answer(500);
};

const tooMany = ({ message, retryAfterSeconds }: TooMany): ProblemAnswer =>
  answer(429, message, { code: 'TOO_MANY_REQUESTS' }, { 'Retry-After': String(retryAfterSeconds) });

/** Errors of the libraries round us: of access control by their name, of Nest and Fastify by the status they carry. */
const named = (error: unknown): ProblemAnswer | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof TooMany) return tooMany(error);
  const status = statusOf(error);
  if (status === undefined) return undefined;
  if (status === 401) return answer(401, error.message, {}, { 'WWW-Authenticate': 'Bearer' });
  if (status === 400)
    return answer(400, error.message, { code: 'MALFORMED', errors: [{ path: '', message: error.message }] });
  return answer(status, error.message);
};

const statusOf = (error: Error): number | undefined => {
  if (error.name === 'Unauthenticated') return 401;
  if (error.name === 'Forbidden') return 403;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

const answer = (
  status: number,
  detail?: string,
  more: Partial<Problem> = {},
  headers?: ProblemAnswer['headers'],
): ProblemAnswer => ({
  problem: {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Unknown',
    status,
    ...(detail !== undefined && { detail }),
    ...more,
  },
  ...(headers && { headers }),
});

/** Answers with what went wrong, in the words that `write` finds for it. */
export const answerProblem = (
  error: unknown,
  host: ArgumentsHost,
  logger: Logger,
  type: string,
  write: (problem: Problem) => string,
): void => {
  const reply = host.switchToHttp().getResponse<FastifyReply>();
  const { problem, headers = {} } = problemOf(error);
  if (problem.status === 500) logger.error({ err: error }, 'unexpected error');
  if (reply.sent) return;
  void reply.status(problem.status).headers(headers).type(`${type}; charset=utf-8`).send(write(problem));
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger = createLogger('http')) {}

  catch(error: unknown, host: ArgumentsHost): void {
    answerProblem(error, host, this.logger, 'application/problem+json', (problem) => JSON.stringify(problem));
  }
}
