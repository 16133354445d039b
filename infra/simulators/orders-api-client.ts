export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** How long the API asked to be left alone. */
  readonly retryAfterMs?: number;
}

export interface OrdersApiClientOptions {
  readonly url: string;
  readonly token: string;
  /** Ends the calls under way, as if the API were away. */
  readonly signal?: AbortSignal;
}

const DEADLINE_MS = 30_000;

/** Calls the orders API as a partner does; a part that is away, or an answer that does not come, is status 0. */
export const ordersApiClient =
  ({ url, token, signal }: OrdersApiClientOptions) =>
  async (method: string, path: string, body?: object, idempotencyKey?: string): Promise<Answer> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        status: response.status,
        body: (await response.json()) as Answer['body'],
        ...(Number.isFinite(retryAfterS) && { retryAfterMs: retryAfterS * 1000 }),
      };
    } catch {
      return { status: 0, body: {} };
    }
  };

/** Worth asking again: nothing was decided. */
export const isAway = ({ status }: Answer): boolean => status === 0 || status === 409 || status >= 500;

/** Not about the order: the caller's token, its pace. Mended outside, so worth asking again as well. */
export const isTurnedAway = ({ status }: Answer): boolean => [401, 403, 408, 429].includes(status);

export type OrdersApi = ReturnType<typeof ordersApiClient>;
