import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Malformed } from './malformed.js';

/** A request with the text of its body, for those who check a signature over it. */
export type WithRawBody = FastifyRequest & { rawBody?: string };

/** Bodies are JSON, and nothing else is taken (415). None at all is fine where the call needs none. */
export const takeJsonBodies = (fastify: FastifyInstance): void => {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    (request as WithRawBody).rawBody = body;
    if (body.trim() === '') return done(null, undefined);
    return void parse(request, body, (error, value) =>
      error ? done(new Malformed([{ path: '', message: 'the body is not valid JSON' }])) : done(null, value),
    );
  });
};

/** Forms too, of text fields each given once: only what browsers post. */
export const takeForms = (fastify: FastifyInstance): void => {
  fastify.addContentTypeParser<string>('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body))),
  );
};
