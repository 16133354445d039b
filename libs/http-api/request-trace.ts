import { type Span, context, trace } from '@opentelemetry/api';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { startSpan } from '#event-sourcing';

const spans = new WeakMap<FastifyRequest, Span>();
/** Asked for by the machines round us, again and again. */
const UNTRACED = /^\/(health|metrics|docs|docs-json)(\/|$|\?)/;

/** A span for each request, in the trace that its `traceparent` names. What handles the request is in it. */
export const traceRequests = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, _, done) => {
    if (UNTRACED.test(request.url)) return done();
    const { traceparent } = request.headers;
    const route = request.routeOptions.url ?? 'unknown';
    const attributes = { 'http.request.method': request.method, 'http.route': route };
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    spans.set(request, startSpan(`${request.method} ${route}`, { role: 'server', parent, attributes }));
    done();
  });
  // After the body was read: what goes on then goes on in here.
  fastify.addHook('preHandler', (request, _, done) => {
    const span = spans.get(request);
    if (span) context.with(trace.setSpan(context.active(), span), done);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.setAttribute('http.response.status_code', reply.statusCode).end();
    done();
  });
};

/** Of a request that is traced: what its log line names. */
export const traceIdOf = (request: FastifyRequest): string | undefined => spans.get(request)?.spanContext().traceId;
