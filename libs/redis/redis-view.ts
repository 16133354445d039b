import { type Redis } from 'ioredis';
import { type ListOptions, type Place, type Placed, type Projection, type View, comesAfter } from '#event-sourcing';
import { answered } from './connect-redis.js';
import { viewKeys } from './view-keys.js';

/** A view that a `ProjectionRunner` fills, to be read. */
export class RedisView<Doc extends object> implements View<Doc> {
  private readonly keys;

  constructor(
    private readonly redis: Redis,
    view: Pick<Projection<Doc>, 'name' | 'version'>,
  ) {
    this.keys = viewKeys(view);
  }

  async get(key: string): Promise<Doc | undefined> {
    return parse<Doc>(await answered(this.redis.hget(this.keys.docs, key)));
  }

  /** From one place of the view: read again where it changed places meanwhile (ADR 0012). */
  async list(index: string, options: ListOptions): Promise<readonly Placed<Doc>[]> {
    for (;;) {
      const before = answered(this.redis.get(this.keys.exchanges));
      const listed = await this.listed(index, options);
      if ((await before) === (await answered(this.redis.get(this.keys.exchanges)))) return listed;
    }
  }

  private async listed(index: string, { direction, limit, after }: ListOptions): Promise<readonly Placed<Doc>[]> {
    const listed: Placed<Doc>[] = [];
    for (let offset = 0; listed.length < limit;) {
      const batch = limit - listed.length + 1;
      const places = await this.places(index, direction, after, offset, batch);
      const wanted = after ? places.filter((place) => comesAfter(place, after, direction)) : places;
      listed.push(...(await this.documentsAt(wanted)));
      if (places.length < batch) break;
      offset += batch;
    }
    return listed.slice(0, limit);
  }

  /** From the score of `after` on, those at the same score included: which of them come after it is seen by their keys. */
  private async places(
    index: string,
    direction: ListOptions['direction'],
    after: Place | undefined,
    offset: number,
    count: number,
  ): Promise<Place[]> {
    const key = this.keys.index(index);
    const pairs = await answered(
      direction === 'ascending'
        ? this.redis.zrangebyscore(key, after?.score ?? '-inf', '+inf', 'WITHSCORES', 'LIMIT', offset, count)
        : this.redis.zrevrangebyscore(key, after?.score ?? '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, count),
    );
    return Array.from({ length: pairs.length / 2 }, (_, at) => ({
      key: pairs[2 * at]!,
      score: Number(pairs[2 * at + 1]),
    }));
  }

  private async documentsAt(places: readonly Place[]): Promise<Placed<Doc>[]> {
    if (places.length === 0) return [];
    const texts = await answered(this.redis.hmget(this.keys.docs, ...places.map(({ key }) => key)));
    return places.flatMap((place, at) => {
      const doc = parse<Doc>(texts[at]);
      return doc ? [{ ...place, doc }] : [];
    });
  }
}

/**
 * Has a view filled again from the beginning of the log, by whoever leads it, within moments. @throws Unavailable
 */
export const resetView = async (redis: Redis, view: Pick<Projection<object>, 'name' | 'version'>): Promise<void> => {
  const { checkpoint, fence } = viewKeys(view);
  await answered(redis.del(checkpoint, fence));
};

const parse = <Doc>(text: string | null | undefined): Doc | undefined => (text ? (JSON.parse(text) as Doc) : undefined);
