import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Everything comes from here, scripts and styles as files: nothing written into a page by others can run. */
const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  // A page's address may hold an order's number.
  referrerPolicy: { policy: 'no-referrer' },
} as const;

/** Said once: they are the same for every answer, and putting them together costs as much as reading a document. */
const securityHeaders = (): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    removeHeader: () => undefined,
  };
  helmet(helmetOptions)({} as IncomingMessage, answer as unknown as ServerResponse, () => undefined);
  return headers;
};

export const sendSecurityHeaders = (fastify: FastifyInstance): void => {
  const headers = securityHeaders();
  fastify.addHook('onRequest', (_, reply, done) => {
    void reply.headers(headers);
    done();
  });
};
