import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';
import { tracesAreOn } from '#event-sourcing';
import { readTracesConfig, startTraces } from '#tracing';
import { correlationIdOf } from './command-context.js';
import { takeForms, takeJsonBodies } from './json-body.js';
import { type Logger, NestLogger, createLogger } from './logger.js';
import { type OpenApiOptions, documentApi } from './open-api.js';
import { malformed } from './malformed.js';
import { ProblemFilter } from './problem.filter.js';
import { type RateLimit, limitRates } from './rate-limit.js';
import { logRequests } from './request-log.js';
import { traceRequests } from './request-trace.js';
import { sendSecurityHeaders } from './security-headers.js';

export interface HttpAppOptions extends OpenApiOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on (default: that of the loopback interface). */
  readonly host?: string | undefined;
  /** Serve `/docs` and `/docs-json` (default true; processes without an API of their own leave it out). */
  readonly docs?: boolean;
  /** Largest body taken, in bytes (default 2 MiB: 2,000 lines with room to spare). */
  readonly bodyLimitBytes?: number;
  /** Take forms as well as JSON: an app with pages (default false). */
  readonly takesForms?: boolean;
  /** Tell browsers and proxies to keep no answer that does not say otherwise: all are one customer's (default false). */
  readonly cachesNothing?: boolean;
  /** What any one caller is served in a minute (default: as much as is asked for, by services we know). */
  readonly rateLimit?: RateLimit;
  /** Proxies whose word on who calls is taken (`X-Forwarded-For`): addresses or ranges, with commas (default: none). */
  readonly trustedProxies?: string;
  /** Adds routes that are not Nest's, with their own guard. */
  readonly extend?: (fastify: FastifyInstance) => Promise<void>;
  readonly logger?: Logger;
  /** Close on SIGINT and SIGTERM, then end the process (default true). */
  readonly stopsOnSignals?: boolean;
}

export interface RunningHttpApp {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Lets answers under way finish; connections still open after 5 s are cut. */
  close(): Promise<void>;
}

const CUT_CONNECTIONS_AFTER_MS = 5000;
const EXIT_AFTER_MS = 9000;

type NestModule = Parameters<typeof NestFactory.create>[0];

/** An app on the common ground (problems, validation, log, docs) that does not listen yet: `app.inject` reaches it. */
export const createHttpApp = async (module: NestModule, options: HttpAppOptions): Promise<NestFastifyApplication> => {
  const logger = options.logger ?? createLogger(options.title);
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimitBytes ?? 2 * 1024 * 1024,
    genReqId: ({ headers }: IncomingMessage) => correlationIdOf(headers) ?? randomUUID(),
    forceCloseConnections: 'idle',
    trustProxy: options.trustedProxies ?? false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  const fastify = adapter.getInstance();
  takeJsonBodies(fastify);
  if (options.takesForms) takeForms(fastify);
  if (tracesAreOn()) traceRequests(fastify);
  logRequests(fastify, logger);
  if (options.cachesNothing) keepNothing(fastify);
  // Before the routes: these look at each as it comes.
  sendSecurityHeaders(fastify);
  if (options.rateLimit) await limitRates(fastify, options.rateLimit);
  await options.extend?.(fastify);
  app.useGlobalFilters(new ProblemFilter(logger)).useGlobalPipes(validation());
  if (options.docs !== false) documentApi(app, options);
  await app.init();
  await fastify.ready();
  return app;
};

const keepNothing = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (_, reply, done) => {
    void reply.header('Cache-Control', 'private, no-store');
    done();
  });
};

/** Takes what a DTO names and nothing else: an unknown field is a fault. Types are not guessed. */
const validation = () =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    // Tells an index of an array from a field's name.
    validationError: { target: true },
    exceptionFactory: malformed,
  });

/** Listens on the loopback interface, unless told otherwise. @throws if the port is taken or a part of the module cannot be made */
export const startHttpApp = async (module: NestModule, options: HttpAppOptions): Promise<RunningHttpApp> => {
  const traces = readTracesConfig();
  const endTraces = traces && startTraces(options.title, traces);
  const app = await createHttpApp(module, options);
  await app.listen(options.port, options.host ?? '127.0.0.1');
  const close = () => closeInTime(app).finally(endTraces);
  const running = { url: await app.getUrl(), app, close };
  if (options.stopsOnSignals !== false) stopOnSignals(running);
  return running;
};

const closeInTime = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), CUT_CONNECTIONS_AFTER_MS);
  await app.close().finally(() => clearTimeout(cut));
};

const stopOnSignals = (running: RunningHttpApp): void => {
  const stop = () => {
    setTimeout(() => process.exit(1), EXIT_AFTER_MS).unref();
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
};
