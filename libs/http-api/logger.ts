import { type LoggerService } from '@nestjs/common';
import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/**
 * JSON lines on standard output. Callers log ids, routes and counts; never bodies, headers or personal data. Lines that come
 * while others are being written go out together after them: nobody waits for the log.
 */
export const createLogger = (name: string, level = 'info'): Logger =>
  pino({ name, level, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ sync: false }));

/** What Nest itself has to say, through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.logger.debug({ context: more.at(-1) }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    if (message instanceof Error) this.logger.error({ err: message });
    else this.logger.error({ details: more }, String(message));
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.logger.warn({ context: more.at(-1) }, String(message));
  }
  debug(message: unknown): void {
    this.logger.debug(String(message));
  }
  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }
  fatal(message: unknown): void {
    this.logger.fatal(String(message));
  }
}
