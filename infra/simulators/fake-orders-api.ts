import Fastify, { type FastifyInstance } from 'fastify';

export interface Asked {
  readonly orderId: string;
  readonly body: Readonly<Record<string, string>>;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

/** Answers one request; undefined closes the socket, as a process that dies does. */
export type Behaviour = (asked: Asked) => { readonly status: number; readonly body?: object } | undefined;

export const problem = (status: number, code: string, detail = code) => ({ status, body: { status, code, detail } });

/** As much of the orders API as the warehouse and the carrier call, obedient unless told otherwise. */
export class FakeOrdersApi {
  readonly preparations = new Map<string, string>();
  readonly shipments: Asked[] = [];
  readonly updates: Asked[] = [];
  onShipment: Behaviour = () => ({ status: 200, body: {} });
  onUpdate: Behaviour = () => ({ status: 200, body: {} });
  private readonly app: FastifyInstance = Fastify();
  url = '';

  /** Released orders of one customer; they stay listed until they are taken out. */
  release(customerId: string, ...orderIds: string[]): void {
    for (const orderId of orderIds) this.preparations.set(orderId, customerId);
  }

  /** Pages are small: whoever asks must follow `nextCursor`. */
  async start(port = 0): Promise<this> {
    this.app.get<{ Querystring: { cursor?: string } }>('/v1/preparations', ({ query: { cursor } }) => {
      const from = Number(cursor ?? 0);
      const all = [...this.preparations].map(([orderId, customerId]) => ({ orderId, orderNumber: 'x', customerId }));
      const next = from + 5;
      return { items: all.slice(from, next), ...(next < all.length && { nextCursor: String(next) }) };
    });
    this.route('shipment', this.shipments, (asked) => this.onShipment(asked));
    this.route('delivery-updates', this.updates, (asked) => this.onUpdate(asked));
    this.url = await this.app.listen({ host: '127.0.0.1', port });
    return this;
  }

  async stop(): Promise<void> {
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  private route(path: string, log: Asked[], behave: Behaviour): void {
    this.app.post<{ Params: { id: string }; Body: Asked['body'] }>(`/v1/orders/:id/${path}`, (request, reply) => {
      const { headers, params, body } = request;
      const asked = {
        orderId: params.id,
        body,
        key: headers['idempotency-key'] as string | undefined,
        token: headers.authorization,
      };
      log.push(asked);
      const answer = behave(asked);
      if (answer)
        return reply
          .code(answer.status)
          .header('retry-after', '0')
          .send(answer.body ?? {});
      reply.hijack();
      return request.raw.socket.destroy();
    });
  }
}
