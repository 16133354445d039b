import { createHash } from 'node:crypto';
import { type FastifyReply } from 'fastify';
import { type CommandContext, PreconditionFailed, deterministicId } from '#event-sourcing';
import { Malformed } from './malformed.js';

/** Who calls: the subject of the bearer token, and the role it was given. */
export interface Caller {
  readonly subject: string;
  readonly role: string;
}

/** What is needed of a request. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
  /** Stands in the log and in the answer. */
  correlationId?: string;
}

/**
 * The context of the command that a request stands for. With an `Idempotency-Key` its id follows from caller, route
 * and key, so that the same request is the same command; without one each request is a command of its own.
 *
 * @throws Malformed for an `Idempotency-Key` or `If-Match` that cannot be one
 */
export const commandContext = (request: HttpRequest, caller: Caller): CommandContext => {
  const key = idempotencyKeyOf(request);
  const route = `${request.method} ${request.url.split('?', 1)[0]}`;
  const commandId = key === undefined ? crypto.randomUUID() : deterministicId(caller.role, caller.subject, route, key);
  const correlationId = correlationIdOf(request.headers) ?? commandId;
  request.correlationId = correlationId;
  const expectedRevision = expectedRevisionOf(request);
  return {
    commandId,
    correlationId,
    causationId: commandId,
    issuedBy: caller.role,
    ...(key !== undefined && { requestHash: hashOfBody(request.body) }),
    ...(expectedRevision !== undefined && { expectedRevision }),
  };
};

/** Well-formed ones alone: what a caller writes there comes to stand in logs and events. */
export const correlationIdOf = (headers: HttpRequest['headers']): string | undefined => {
  const id = headers['x-correlation-id'];
  return typeof id === 'string' && /^[\w.-]{1,64}$/.test(id) ? id : undefined;
};

/** A resource's ETag is the revision of its stream. */
export const etagOf = (revision: number): string => `"${revision}"`;

export const setRevision = (reply: FastifyReply, revision: number): void => {
  void reply.header('ETag', etagOf(revision));
};

/** SHA-256 (hex) of the body, whatever the order of its fields. */
export const hashOfBody = (body: unknown): string => createHash('sha256').update(canonical(body)).digest('hex');

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
};

const idempotencyKeyOf = ({ headers }: HttpRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Malformed([{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]);
};

/** `If-Match: "5"`; any other entity tag names a revision that no stream of ours has. */
const expectedRevisionOf = ({ headers }: HttpRequest): number | undefined => {
  const tag = headers['if-match'];
  if (tag === undefined || tag === '*') return undefined;
  const revision = typeof tag === 'string' ? /^"(\d{1,15})"$/.exec(tag)?.[1] : undefined;
  if (revision !== undefined) return Number(revision);
  if (typeof tag === 'string' && /^(W\/)?"[\x21\x23-\x7e]*"$/.test(tag))
    throw new PreconditionFailed(`no revision is ${tag}`);
  throw new Malformed([{ path: 'If-Match', message: 'must be a revision in double quotes, such as "5"' }]);
};
