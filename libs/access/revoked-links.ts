import { type Redis } from 'ioredis';
import { answered } from '#redis';
import { type OrderLink } from './signed-links.js';

/** Sorted set: ids of links that were revoked, by the second they would have expired at. */
const REVOKED = 'complet:revoked-links';

/**
 * Links that open nothing any more, each remembered until it would have expired. The set is Redis's own and is in no
 * event: after a FLUSHALL links that were revoked open again until they expire, unless they are revoked again or the
 * signing key is changed. Every method @throws Unavailable
 */
export class RevokedLinks {
  constructor(private readonly redis: Redis) {}

  async revoke({ linkId, expiresAt }: Pick<OrderLink, 'linkId' | 'expiresAt'>): Promise<void> {
    await answered(this.redis.zremrangebyscore(REVOKED, '-inf', seconds(new Date())));
    await answered(this.redis.zadd(REVOKED, seconds(expiresAt), linkId));
  }

  async has(linkId: string): Promise<boolean> {
    return (await answered(this.redis.zscore(REVOKED, linkId))) !== null;
  }
}

const seconds = (instant: Date): number => Math.ceil(instant.getTime() / 1000);
