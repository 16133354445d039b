import helmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';

/** Everything comes from here, scripts and styles as files: nothing written into a page by others can run. */
export const sendSecurityHeaders = async (fastify: FastifyInstance): Promise<void> => {
  await fastify.register(helmet, {
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
  });
};
