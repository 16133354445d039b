import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { answerProblem, createLogger } from '#http-api';
import { faultPage } from './pages.js';

/** Says what went wrong to a person: a page where other callers get a problem. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = createLogger('desk');

  catch(error: unknown, host: ArgumentsHost): void {
    answerProblem(error, host, this.logger, 'text/html', ({ status, detail, title }) =>
      faultPage(status, detail ?? title),
    );
  }
}
