import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { answerProblem, createLogger } from '#http-api';
import { type FastifyRequest } from 'fastify';
import { languageOf } from './language.js';
import { type Fault, faultPage } from './pages.js';

const FAULTS: Readonly<Record<number, Fault>> = { 401: 'access', 403: 'access', 404: 'unknown', 503: 'away' };

/** Says what went wrong to a person: a page where other callers get a problem. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = createLogger('suivi');

  catch(error: unknown, host: ArgumentsHost): void {
    const { headers } = host.switchToHttp().getRequest<FastifyRequest>();
    const language = languageOf(headers['accept-language']);
    answerProblem(error, host, this.logger, 'text/html', ({ status }) =>
      faultPage(FAULTS[status] ?? 'other', language),
    );
  }
}
