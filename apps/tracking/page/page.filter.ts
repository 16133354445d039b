import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { createLogger, problemOf } from '#http-api';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { languageOf } from './language.js';
import { type Fault, faultPage } from './pages.js';

const FAULTS: Readonly<Record<number, Fault>> = { 401: 'access', 403: 'access', 404: 'unknown', 503: 'away' };

/** Says what went wrong to a person: a page where other callers get a problem. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = createLogger('suivi');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { problem, headers = {} } = problemOf(error);
    if (problem.status === 500) this.logger.error({ err: error }, 'unexpected error');
    if (reply.sent) return;
    const language = languageOf(http.getRequest<FastifyRequest>().headers['accept-language']);
    void reply
      .status(problem.status)
      .headers(headers)
      .type('text/html; charset=utf-8')
      .send(faultPage(FAULTS[problem.status] ?? 'other', language));
  }
}
