export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls the orders API as a partner does; a part that is away, or an answer that does not come, is status 0. */
export const ordersApiClient =
  ({ url, token }: { readonly url: string; readonly token: string }) =>
  async (method: string, path: string, body?: object, idempotencyKey?: string): Promise<Answer> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch {
      return { status: 0, body: {} };
    }
  };

/** Worth asking again: nothing was decided. */
export const isAway = ({ status }: Answer): boolean => status === 0 || status === 409 || status >= 500;

export type OrdersApi = ReturnType<typeof ordersApiClient>;
