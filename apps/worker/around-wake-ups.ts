type Handle = (orderId: string) => Promise<unknown>;

/** What is done when an order wakes up, by kind. */
export type Handlers<Kind extends string> = Readonly<Record<Kind, Handle>>;

/** Handlers each of which does something around what it did before. */
export const around = <Kind extends string>(
  handlers: Handlers<Kind>,
  act: (kind: string, handle: () => Promise<unknown>, orderId: string) => Promise<unknown>,
): Handlers<Kind> =>
  Object.fromEntries(
    Object.entries<Handle>(handlers).map(([kind, handle]) => [
      kind,
      (orderId: string) => act(kind, () => handle(orderId), orderId),
    ]),
  ) as unknown as Handlers<Kind>;
