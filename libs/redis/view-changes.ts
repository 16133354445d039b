import { type Redis } from 'ioredis';
import { type Projection } from '#event-sourcing';
import { connectRedis } from './connect-redis.js';
import { viewKeys } from './view-keys.js';

/**
 * Tells when documents of a view change, on one connection however many are watched. A listener is told that it should
 * look, not what it will see: after a lost connection everyone is told, since nobody knows what was missed.
 */
export class ViewChanges {
  private readonly redis: Redis;
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(url: string, view: Pick<Projection<object>, 'name' | 'version'>) {
    const { changes } = viewKeys(view);
    this.redis = connectRedis(url);
    this.redis.on('message', (_, keys: string) => {
      for (const key of JSON.parse(keys) as string[]) this.tell(key);
    });
    this.redis.on('ready', () => {
      // A connection that is lost again meanwhile has another `ready` coming.
      const subscribed = this.redis.subscribe(changes);
      subscribed.then(() => [...this.listeners.keys()].forEach((key) => this.tell(key))).catch(() => undefined);
    });
  }

  /** Has `listener` called whenever the document may have changed. @returns what ends it */
  watch(key: string, listener: () => void): () => void {
    const listeners = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(key) === listeners) this.listeners.delete(key);
    };
  }

  close(): void {
    this.listeners.clear();
    this.redis.disconnect();
  }

  private tell(key: string): void {
    for (const listener of [...(this.listeners.get(key) ?? [])]) listener();
  }
}
