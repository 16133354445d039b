import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { createLogger, problemOf } from '#http-api';
import { faultPage } from './pages.js';

/** Says what went wrong to a person: a page where other callers get a problem. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = createLogger('desk');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, headers = {} } = problemOf(error);
    if (problem.status === 500) this.logger.error({ err: error }, 'unexpected error');
    if (reply.sent) return;
    void reply
      .status(problem.status)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .send(faultPage(problem.status, problem.detail ?? problem.title));
  }
}
