import { setTimeout as delay } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  START,
  excludeSystemEvents,
  streamNameFilter,
} from '@eventstore/db-client';
import { type FollowOptions, type LogPage, type LogPosition, type RecordedEvent, isAfter } from '#event-sourcing';
import { type ClientSlot } from './client-slot.js';
import { recordedInLog } from './recorded.js';

export interface FollowingOptions {
  readonly slot: ClientSlot;
  /** Last position of the log; asked for when nothing was heard for a while. */
  readonly endOfLog: () => Promise<LogPosition | undefined>;
  /** Silence after which the server is asked whether we missed something. */
  readonly watchdogMs: number;
}

const CHECKPOINT_INTERVAL = 8;

/** The log in pages, over any number of subscriptions: each starts where the pages handed out end. */
export async function* follow(options: FollowingOptions, wanted: FollowOptions): AsyncGenerator<LogPage> {
  let after = wanted.after;
  let live = false;
  for (let failures = 0; !wanted.signal?.aborted; failures++) {
    const drop = new AbortController();
    const intake = new Intake(options, { ...wanted, ...(after && { after }) }, drop);
    try {
      for await (const page of intake.pages()) {
        failures = 0;
        after = page.through;
        live ||= page.live;
        yield { ...page, live };
      }
    } finally {
      drop.abort();
    }
    await delay(Math.min(50 * 2 ** failures, 3000), undefined, wanted.signal && { signal: wanted.signal }).catch(
      () => undefined,
    );
  }
}

/** One subscription, from its start to its drop: what arrived and was not handed out yet. */
class Intake {
  private events: RecordedEvent[] = [];
  private through: LogPosition;
  private handedOut: LogPosition;
  private caughtUp = false;
  private announced = false;
  private dropped = false;
  private wake: () => void = () => undefined;
  private readonly pageSize: number;

  constructor(
    private readonly options: FollowingOptions,
    private readonly wanted: FollowOptions,
    private readonly drop: AbortController,
  ) {
    this.pageSize = wanted.pageSize ?? 1000;
    this.through = this.handedOut = wanted.after ?? { commit: 0n, prepare: 0n };
  }

  async *pages(): AsyncGenerator<LogPage> {
    const { client } = this.options.slot;
    const subscription = this.subscribe(client);
    const watchdog = setInterval(() => void this.check(), this.options.watchdogMs);
    try {
      while (!this.wanted.signal?.aborted) {
        const page = this.nextPage(subscription);
        if (page) yield page;
        else if (this.dropped) break;
        else await this.news();
      }
    } finally {
      clearInterval(watchdog);
      subscription.removeAllListeners('data');
      await subscription.unsubscribe().catch(() => undefined);
      if (this.dropped) this.options.slot.replace(client);
    }
  }

  private subscribe(client: ClientSlot['client']): AllStreamSubscription {
    const { after, streamPrefixes, signal } = this.wanted;
    const checkpointReached = (_: unknown, position: LogPosition) => this.reach(subscription, position);
    const filter = streamPrefixes
      ? streamNameFilter({ prefixes: [...streamPrefixes], checkpointInterval: CHECKPOINT_INTERVAL, checkpointReached })
      : excludeSystemEvents({ checkpointInterval: CHECKPOINT_INTERVAL, checkpointReached });
    const subscription = client.subscribeToAll({ fromPosition: after ?? START, filter });
    const end = () => {
      this.dropped = true;
      this.wake();
    };
    subscription
      .on('data', (resolved: AllStreamResolvedEvent) => {
        this.events.push(...recordedInLog(resolved));
        if (this.events.length >= 2 * this.pageSize) subscription.pause();
        this.wake();
      })
      .on('caughtUp', () => {
        this.caughtUp = true;
        this.wake();
      })
      .on('error', end)
      .on('end', end)
      .on('close', end);
    signal?.addEventListener('abort', () => this.wake(), { signal: this.drop.signal });
    return subscription;
  }

  /** A checkpoint counts once every event before it was taken in; it must not throw, or the client stalls in silence. */
  private reach(subscription: AllStreamSubscription, position: LogPosition): Promise<void> {
    if (subscription.readableLength === 0 && isAfter(position, this.through)) this.through = position;
    return Promise.resolve();
  }

  private nextPage(subscription: AllStreamSubscription): LogPage | undefined {
    const events = this.events.splice(0, this.pageSize);
    if (subscription.isPaused() && this.events.length < this.pageSize) subscription.resume();
    const last = events.at(-1);
    const isAll = this.events.length === 0;
    if (last) this.through = later(last.position, this.through);
    const through = isAll ? this.through : last!.position;
    const live = this.caughtUp && isAll && subscription.readableLength === 0;
    if (!last && !isAfter(through, this.handedOut) && (this.announced || !live)) return undefined;
    this.announced ||= live;
    this.handedOut = through;
    return { events, through, live };
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Silence may be a subscription that died without a word: drop it if the log is further than we were told. */
  private async check(): Promise<void> {
    const before = this.through;
    if (this.events.length > 0 || !this.caughtUp) return;
    const end = await this.options.endOfLog().catch(() => undefined);
    if (!end || this.through !== before || !isAfter(end, before)) return;
    this.dropped = true;
    this.wake();
  }
}

const later = (one: LogPosition, other: LogPosition) => (isAfter(one, other) ? one : other);
