import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { type Queue } from 'bullmq';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type TokenVerifier, callerOf, requireScopeOf } from '#access';
import { problemOf } from '#http-api';
import { staffSession } from './browser-access.js';

const QUEUES_PATH = '/queues';

/** Its own scripts and styles, and nothing from anywhere else. */
const CONTENT_SECURITY_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:"],
  ...["font-src 'self' data:", "connect-src 'self'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

/** Bull Board on the queue of wake-ups, for the staff alone: its routes are not Nest's, so its guard stands here. */
export const showQueues =
  (queue: Queue, tokens: TokenVerifier) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const board = new FastifyAdapter().setBasePath(QUEUES_PATH);
    const queues = [new BullMQAdapter(queue, { description: 'What orders are to be woken up for, and when' })];
    createBullBoard({ queues, serverAdapter: board, options: { uiConfig: { boardTitle: 'Complet' } } });
    await fastify.register(async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        void reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
        await letStaffIn(request, reply, tokens);
      });
      await scope.register(board.registerPlugin() as never, { prefix: QUEUES_PATH });
    });
  };

const letStaffIn = async (request: FastifyRequest, reply: FastifyReply, tokens: TokenVerifier): Promise<void> => {
  try {
    requireScopeOf(await callerOf(request, tokens, staffSession), 'operations');
  } catch (error) {
    const { problem, headers = {} } = problemOf(error);
    const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
    if (isPage && problem.status === 401) return void (await reply.redirect('/', 303));
    await reply.status(problem.status).headers(headers).type('application/problem+json').send(problem);
  }
};
