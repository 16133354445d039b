import { type OnModuleDestroy, type Provider } from '@nestjs/common';

/** Closes what an app opened, connections above all, when the app is closed. */
export const closing = (close: () => Promise<void>): Provider => ({
  provide: Symbol('closing'),
  useValue: { onModuleDestroy: close } satisfies OnModuleDestroy,
});
