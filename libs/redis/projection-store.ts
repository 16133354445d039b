import { Command, type Redis } from 'ioredis';
import { type LogPosition, type Projection } from '#event-sourcing';
import { answered } from './connect-redis.js';
import { type Fence } from './lease.js';
import { type Changed, type ParkedEvents } from './page-fold.js';
import { type ViewPlace, viewKeys } from './view-keys.js';

/**
 * Writes a page of a view's place: documents, lists, what was parked, and the checkpoint, all or nothing; then tells whoever
 * listens which documents it changed.
 *
 * KEYS: checkpoint, fence, docs, parked, indexes, then one a list. ARGV: checkpoint expected ('' for none), checkpoint
 * new, fencing number, documents written (JSON: [key…]) followed by their texts after the lists, keys of documents gone,
 * of parked ones, the channel of changes, then for each list JSON of [[score, key…], [key gone…]].
 * Out: 1, or 0 if the checkpoint or the fence has moved.
 */
const WRITE = `
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
local function each(command, key, values)
  for from = 1, #values, 1000 do
    redis.call(command, key, unpack(values, from, math.min(from + 999, #values)))
  end
end
local lists = #KEYS - 5
local texts = 7 + lists
for i, key in ipairs(cjson.decode(ARGV[4])) do redis.call('HSET', KEYS[3], key, ARGV[texts + i]) end
each('HDEL', KEYS[3], cjson.decode(ARGV[5]))
each('HSET', KEYS[4], cjson.decode(ARGV[6]))
for list = 1, lists do
  local change = cjson.decode(ARGV[7 + list])
  local key = KEYS[5 + list]
  each('ZREM', key, change[2])
  each('ZADD', key, change[1])
  redis.call('SADD', KEYS[5], key)
end
redis.call('SET', KEYS[1], ARGV[2])
for _, changed in ipairs({ARGV[4], ARGV[5]}) do
  if changed ~= '[]' then redis.call('PUBLISH', ARGV[7], changed) end
end
return 1`;

/**
 * Empties a view. KEYS: checkpoint, fence, docs, parked, indexes. ARGV: fencing number. Out: 1, or 0 if the fence moved.
 */
const CLEAR = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
for _, key in ipairs(redis.call('SMEMBERS', KEYS[5])) do redis.call('UNLINK', key) end
redis.call('UNLINK', KEYS[1], KEYS[3], KEYS[4], KEYS[5])
return 1`;

/**
 * A page as WRITE takes it, then, as the last of ARGV, keys to unpark (JSON). The fence goes with it.
 * Out: 1, or 0 if the checkpoint or the fence has moved.
 */
const AMEND = `
local function write() ${WRITE} end
if write() == 0 then return 0 end
for _, key in ipairs(cjson.decode(ARGV[#ARGV])) do redis.call('HDEL', KEYS[4], key) end
redis.call('DEL', KEYS[2])
return 1`;

/** The view was written by another, or flushed, since this writer last knew it: what it has in memory counts no more. */
export class ViewMoved extends Error {
  override readonly name = 'ViewMoved';
}

export interface PageToWrite<Doc> {
  readonly fence: Fence;
  readonly expected: LogPosition | undefined;
  readonly through: LogPosition;
  readonly changed: Changed<Doc>;
  readonly parked: ReadonlyMap<string, ParkedEvents>;
}

/** What a runner reads and writes of its view. Every method @throws Unavailable */
export class ProjectionStore<Doc extends object> {
  readonly keys;
  private readonly lists = new WeakMap<Doc, Readonly<Record<string, number>>>();

  constructor(
    private readonly redis: Redis,
    private readonly projection: Pick<Projection<Doc>, 'name' | 'version' | 'indexes'>,
    place: ViewPlace = 'live',
  ) {
    this.keys = viewKeys(projection, place);
  }

  async checkpoint(): Promise<LogPosition | undefined> {
    const text = await answered(this.redis.get(this.keys.checkpoint));
    return text === null ? undefined : parsePosition(text);
  }

  async parked(): Promise<Map<string, ParkedEvents>> {
    const entries = Object.entries(await answered(this.redis.hgetall(this.keys.parked)));
    return new Map(entries.map(([key, text]) => [key, JSON.parse(text) as ParkedEvents]));
  }

  /** Documents in the order of their keys, undefined where there is none. */
  async load(keys: readonly string[]): Promise<(Doc | undefined)[]> {
    const texts = (await this.send('hmget', [this.keys.docs, ...keys])) as (string | null)[];
    return texts.map((text) => (text === null ? undefined : (JSON.parse(text) as Doc)));
  }

  /** @throws ViewMoved */
  async clear({ number }: Fence): Promise<void> {
    const { checkpoint, fence, docs, parked, indexes } = this.keys;
    const done = await this.send('eval', [CLEAR, 5, checkpoint, fence, docs, parked, indexes, number]);
    if (done !== 1) throw new ViewMoved('the view is led by another');
  }

  /** @throws ViewMoved */
  async write(page: PageToWrite<Doc>): Promise<void> {
    const done = await this.send('eval', [WRITE, ...this.argumentsOf(page)]);
    if (done !== 1) throw new ViewMoved('the checkpoint or the lease is no longer ours');
  }

  /**
   * Writes documents anew at the checkpoint where the view stands, and takes keys off the parked ones; whoever leads begins
   * again from what is then there. @returns false if the checkpoint or the fence has moved meanwhile
   */
  async amend(page: PageToWrite<Doc>, unparked: readonly string[]): Promise<boolean> {
    return (await this.send('eval', [AMEND, ...this.argumentsOf(page), JSON.stringify(unparked)])) === 1;
  }

  private argumentsOf(page: PageToWrite<Doc>): (string | number)[] {
    const { checkpoint, fence, docs, parked, indexes, changes } = this.keys;
    const [written, texts, gone]: [string[], string[], string[]] = [[], [], []];
    for (const [key, { before, after }] of page.changed) {
      if (after) {
        written.push(key);
        texts.push(JSON.stringify(after));
      } else if (before) gone.push(key);
    }
    const parkedTexts = [...page.parked].flatMap(([key, events]) => [key, JSON.stringify(events)]);
    const lists = [...this.listChanges(page.changed)];
    const keys = [checkpoint, fence, docs, parked, indexes, ...lists.map(([name]) => this.keys.index(name))];
    return [
      ...[keys.length, ...keys],
      ...[page.expected ? formatPosition(page.expected) : '', formatPosition(page.through), page.fence.number],
      ...[JSON.stringify(written), JSON.stringify(gone), JSON.stringify(parkedTexts), changes],
      ...lists.map(([, change]) => JSON.stringify(change)),
      ...texts,
    ];
  }

  private listChanges(changed: Changed<Doc>): Map<string, [added: string[], removed: string[]]> {
    const lists = new Map<string, [string[], string[]]>();
    const list = (name: string) => {
      const known = lists.get(name);
      if (known) return known;
      const fresh: [string[], string[]] = [[], []];
      lists.set(name, fresh);
      return fresh;
    };
    for (const [key, { before, after }] of changed) {
      const had = before ? this.listsOf(before) : {};
      const has = after ? this.listsOf(after) : {};
      for (const name in had) if (!(name in has)) list(name)[1].push(key);
      for (const name in has) if (had[name] !== has[name]) list(name)[0].push(String(has[name]), key);
    }
    return lists;
  }

  /** Asked for twice of a document: when it is written, and when it is written over. */
  private listsOf(doc: Doc): Readonly<Record<string, number>> {
    let lists = this.lists.get(doc);
    if (!lists) this.lists.set(doc, (lists = this.projection.indexes(doc)));
    return lists;
  }

  /** A command with its arguments in an array: there may be more of them than a call can spread. */
  private send(name: string, values: (string | number)[]): Promise<unknown> {
    return answered(this.redis.sendCommand(new Command(name, values, { replyEncoding: 'utf8' })) as Promise<unknown>);
  }
}

const formatPosition = ({ commit, prepare }: LogPosition) => `${commit}/${prepare}`;

export const parsePosition = (text: string): LogPosition => {
  const [commit, prepare] = text.split('/');
  return { commit: BigInt(commit!), prepare: BigInt(prepare!) };
};
