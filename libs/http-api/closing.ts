import { type OnApplicationShutdown, type OnModuleDestroy, type Provider } from '@nestjs/common';

/** Closes what an app opened, connections above all, once every request that was taken is answered. */
export const closing = (close: () => Promise<void>): Provider => ({
  provide: Symbol('closing'),
  useValue: { onApplicationShutdown: close } satisfies OnApplicationShutdown,
});

/** Ends what would not end by itself, such as streams, so that the app can close. */
export const ending = (end: () => void): Provider => ({
  provide: Symbol('ending'),
  useValue: { onModuleDestroy: end } satisfies OnModuleDestroy,
});
