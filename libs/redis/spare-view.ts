import { setTimeout as delay } from 'node:timers/promises';
import { type Redis } from 'ioredis';
import { type DomainEvent, type EventStore, type LogPosition, type Projection, isAfter } from '#event-sourcing';
import { answered, fieldsOf } from './connect-redis.js';
import { ProjectionRunner } from './projection-runner.js';
import { ProjectionStore } from './projection-store.js';
import { type ViewPlace, viewKeys } from './view-keys.js';

/**
 * Has the two places of a view change places, with all that stands in them, and takes the lead from whoever fills the live
 * one: it goes on with what is live now. KEYS: the live checkpoint, docs, parked, indexes, fence; the same of the spare
 * place; exchanges, spare state. ARGV: prefix of the live indexes, of the spare ones, the state the spare place must be in,
 * the state it is in then, '1' to insist that the spare checkpoint is not before the live one. Out: 1, or 0.
 */
const EXCHANGE = `
if redis.call('GET', KEYS[12]) ~= ARGV[3] then return 0 end
local function commit(key) return tonumber(string.match(redis.call('GET', key) or '0/0', '^(%d+)')) end
if ARGV[5] == '1' and commit(KEYS[6]) < commit(KEYS[1]) then return 0 end
local function move(from, to) if redis.call('EXISTS', from) == 1 then redis.call('RENAME', from, to) end end
local function exchange(one, other)
  move(one, one .. ':moving')
  move(other, one)
  move(one .. ':moving', other)
end
local lists = {}
for _, key in ipairs({KEYS[4], KEYS[9]}) do
  for _, list in ipairs(redis.call('SMEMBERS', key)) do
    local name = string.sub(list, 1, #ARGV[2]) == ARGV[2] and string.sub(list, #ARGV[2] + 1) or string.sub(list, #ARGV[1] + 1)
    lists[name] = true
  end
end
for name in pairs(lists) do exchange(ARGV[1] .. name, ARGV[2] .. name) end
for i = 1, 3 do exchange(KEYS[i], KEYS[i + 5]) end
-- The sets name their lists in full: they are written anew for the place they are in now.
local live, spare = redis.call('SMEMBERS', KEYS[4]), redis.call('SMEMBERS', KEYS[9])
redis.call('DEL', KEYS[4], KEYS[9])
for _, list in ipairs(spare) do redis.call('SADD', KEYS[4], ARGV[1] .. string.sub(list, #ARGV[2] + 1)) end
for _, list in ipairs(live) do redis.call('SADD', KEYS[9], ARGV[2] .. string.sub(list, #ARGV[1] + 1)) end
redis.call('SET', KEYS[5], string.format('%.0f', tonumber(redis.call('GET', KEYS[5]) or '0') + 1))
redis.call('INCR', KEYS[11])
redis.call('SET', KEYS[12], ARGV[4])
return 1`;

/** Takes the lead from whoever fills the live place: it is back within a second. KEYS: fence. */
const HOLD_BACK = `return redis.call('SET', KEYS[1], string.format('%.0f', tonumber(redis.call('GET', KEYS[1]) or '0') + 1))`;

export interface RebuildProgress {
  readonly events: number;
  /** Of the log, from 0 to 1. */
  readonly part: number;
}

export interface Difference {
  readonly key: string;
  /** As JSON; undefined where there is no such document. */
  readonly live: string | undefined;
  readonly spare: string | undefined;
}

/** A view filled anew beside the live one, compared with it, and put in its place (ADR 0012). Every method @throws Unavailable */
export class SpareView<Doc extends object, Event extends DomainEvent> {
  private readonly spare: ProjectionStore<Doc>;
  private readonly live: ProjectionStore<Doc>;

  constructor(
    private readonly options: {
      readonly store: EventStore;
      readonly redis: Redis;
      readonly projection: Projection<Doc, Event>;
    },
  ) {
    const { redis, projection } = options;
    this.live = new ProjectionStore(redis, projection);
    this.spare = new ProjectionStore(redis, projection, 'spare');
  }

  /** What the spare place holds: `filling`, `ready`, `previous`, or nothing. */
  async state(): Promise<string | undefined> {
    return (await answered(this.options.redis.get(this.live.keys.spareState))) ?? undefined;
  }

  /** Fills the spare place up to the end of the log. Interrupted, the next call goes on where it was, unless `anew`. */
  async fill(signal: AbortSignal, progress: (seen: RebuildProgress) => void, anew = false): Promise<void> {
    const { redis } = this.options;
    const { checkpoint, fence, spareState } = this.spare.keys;
    const state = await this.state();
    if (anew || state !== 'filling') await answered(redis.del(checkpoint, fence));
    await answered(redis.set(spareState, 'filling'));
    await this.catchUp(signal, progress);
    if (!signal.aborted) await answered(redis.set(spareState, 'ready'));
  }

  /** Documents that would change if the places did. Those that only differ since the live view moved on are looked at again. */
  async differences(signal: AbortSignal): Promise<Difference[]> {
    let keys: readonly string[] | undefined;
    let found: Difference[] = [];
    for (let looks = 0; looks < 5; looks++) {
      await this.catchUp(signal, () => undefined);
      found = await this.compare(keys ?? (await this.allKeys()));
      if (found.length === 0) return found;
      keys = found.map(({ key }) => key);
      await delay(100 * looks, undefined, { signal });
    }
    return found;
  }

  /** Puts the spare view in the place of the live one, in one step; the former is kept. @returns false if it is not ready */
  async exchange(signal: AbortSignal): Promise<boolean> {
    if ((await this.state()) !== 'ready') return false;
    const { redis } = this.options;
    while (!signal.aborted) {
      await answered(redis.eval(HOLD_BACK, 1, this.live.keys.fence));
      await this.catchUp(signal, () => undefined);
      if (await this.changePlaces('ready', 'previous', true)) return true;
    }
    return false;
  }

  /** Puts the former view back. @returns false if there is none */
  rollBack(): Promise<boolean> {
    return this.changePlaces('previous', 'ready', false);
  }

  private async changePlaces(from: string, to: string, insist: boolean): Promise<boolean> {
    const [live, spare] = [this.live.keys, this.spare.keys];
    const keysOf = ({ checkpoint, docs, parked, indexes, fence }: typeof live) => [
      ...[checkpoint, docs, parked, indexes, fence],
    ];
    const keys = [...keysOf(live), ...keysOf(spare), live.exchanges, live.spareState];
    const args = [live.index(''), spare.index(''), from, to, insist ? '1' : '0'];
    return (await answered(this.options.redis.eval(EXCHANGE, keys.length, ...keys, ...args))) === 1;
  }

  /** Runs the projection, and nothing else, on the spare place until it has reached the live view, or the end of the log. */
  private async catchUp(signal: AbortSignal, progress: (seen: RebuildProgress) => void): Promise<void> {
    const { redis, projection } = this.options;
    const goal = await this.live.checkpoint();
    const done = new AbortController();
    const stopping = AbortSignal.any([signal, done.signal]);
    let events = 0;
    const store = counting(this.options.store, (count) => (events += count));
    const runner = new ProjectionRunner({ store, redis, projection, place: 'spare' });
    const running = runner.run(stopping);
    while (!signal.aborted) {
      await delay(20, undefined, { signal }).catch(() => undefined);
      progress({ events, part: partOf(runner.position, goal) });
      if (runner.live && hasReached(runner.position, goal)) break;
    }
    done.abort();
    await running;
  }

  private async allKeys(): Promise<string[]> {
    const keys = new Set<string>();
    for (const { docs } of [this.live.keys, this.spare.keys])
      for (const key of await fieldsOf(this.options.redis, docs)) keys.add(key);
    return [...keys];
  }

  private async compare(keys: readonly string[]): Promise<Difference[]> {
    const differences: Difference[] = [];
    const read = (place: ViewPlace, some: readonly string[]) =>
      answered(this.options.redis.hmget(viewKeys(this.options.projection, place).docs, ...some));
    for (let from = 0; from < keys.length; from += 1000) {
      const some = keys.slice(from, from + 1000);
      const [live, spare] = await Promise.all([read('live', some), read('spare', some)]);
      some.forEach((key, at) => {
        if (live[at] !== spare[at])
          differences.push({ key, live: live[at] ?? undefined, spare: spare[at] ?? undefined });
      });
    }
    return differences;
  }
}

const hasReached = (position: LogPosition | undefined, goal: LogPosition | undefined): boolean =>
  goal === undefined || (position !== undefined && !isAfter(goal, position));

const partOf = (position: LogPosition | undefined, goal: LogPosition | undefined): number => {
  if (!goal || goal.commit === 0n) return 1;
  return Math.min(1, Number(position?.commit ?? 0n) / Number(goal.commit));
};

/** The same store, which tells how many events it handed out. */
const counting = (store: EventStore, count: (events: number) => void): EventStore => {
  const follow: EventStore['follow'] = async function* (options) {
    for await (const page of store.follow(options)) {
      count(page.events.length);
      yield page;
    }
  };
  return Object.assign(Object.create(store) as EventStore, { follow });
};
