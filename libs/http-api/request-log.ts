import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type HttpRequest, correlationIdOf } from './command-context.js';
import { type Logger } from './logger.js';
import { observeRequest } from './request-metrics.js';
import { traceIdOf } from './request-trace.js';

/** One line and one measurement a request: method, route, status, ms, correlation id; never a body or a header. */
export const logRequests = (fastify: FastifyInstance, logger: Logger): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationIdOf(request.headers) ?? request.id;
    (request as HttpRequest).correlationId = correlationId;
    void reply.header('X-Correlation-Id', correlationId);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    // A stream takes as long as somebody looks on: that is no time to an answer.
    if (!isEventStream(reply)) observeRequest(method, route, reply.statusCode, reply.elapsedTime);
    const { correlationId } = request as HttpRequest;
    const ms = Math.round(reply.elapsedTime);
    const traceId = traceIdOf(request);
    logger.info({ method, route, status: reply.statusCode, ms, correlationId, ...(traceId && { traceId }) });
    done();
  });
};

const isEventStream = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');
