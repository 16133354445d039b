import { setImmediate } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { type FollowOptions, type LogPage, type LogPosition, type RecordedEvent, isAfter } from '#event-sourcing';
import { type ConnectionSlot } from './connection-slot.js';
import { type Logger } from './logger.js';
import { type ReadingOptions, endOfLog } from './reading.js';
import { recorded } from './recorded.js';

export interface FollowingOptions extends ReadingOptions {
  readonly slot: ConnectionSlot;
  /** Silence after which the server is asked whether something was missed. */
  readonly watchdogMs: number;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
  readonly logger?: Logger;
}

/** In windows of 32 events considered: how often a filter that lets nothing through says how far it is. */
const CHECKPOINT_INTERVAL = 8;
const ALL_BUT_SYSTEM_STREAMS = '^[^$]';
const START_OF_LOG: LogPosition = { commit: 0n, prepare: 0n };

/** Why a subscription is over. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
  constructor(
    message: string,
    readonly byError: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * One subscription, from its start to its drop: what arrived and was not handed out yet. Events are taken by a listener
 * (an await for each made reading many times slower) and handed out in pages, whatever came in one turn together.
 */
export class SubscriptionIntake {
  dropped: Dropped | undefined;
  private readonly pageSize: number;
  private readonly subscription: AllStreamSubscription;
  private events: RecordedEvent[] = [];
  /** Everything up to here has been received. */
  private received: LogPosition;
  private handedOut: LogPosition;
  private caughtUp = false;
  private saidLive = false;
  /** Messages of any kind, and how many there were when the watchdog last looked. */
  private heard = 0;
  private heardBefore = -1;
  private wake: () => void = () => undefined;

  constructor(
    private readonly options: FollowingOptions,
    private readonly wanted: FollowOptions & { readonly signal: AbortSignal },
    client: EventStoreDBClient,
  ) {
    this.pageSize = wanted.pageSize ?? 1000;
    this.received = this.handedOut = wanted.after ?? START_OF_LOG;
    this.subscription = this.subscribe(client);
  }

  /** Ends when the subscription drops (`dropped` says why) or the signal aborts. */
  async *pages(): AsyncGenerator<LogPage> {
    const { signal } = this.wanted;
    const woken = () => this.wake();
    const watchdog = setInterval(() => void this.watch(), this.options.watchdogMs);
    signal.addEventListener('abort', woken);
    try {
      while (!signal.aborted) {
        const page = this.nextPage();
        if (page) yield page;
        else if (this.dropped) return;
        else await this.news();
      }
    } finally {
      clearInterval(watchdog);
      signal.removeEventListener('abort', woken);
      this.subscription.removeAllListeners('data');
      void this.subscription.unsubscribe().catch(() => undefined);
    }
  }

  /** The client says nothing of a clean end and never subscribes again: error, end and close are one to us. */
  private subscribe(client: EventStoreDBClient): AllStreamSubscription {
    const { after, streamPrefixes } = this.wanted;
    const checkpoints = {
      checkpointInterval: CHECKPOINT_INTERVAL,
      checkpointReached: (_: unknown, position: LogPosition) => this.reach(position),
    };
    const filter = streamPrefixes
      ? streamNameFilter({ ...checkpoints, prefixes: [...streamPrefixes] })
      : streamNameFilter({ ...checkpoints, regex: ALL_BUT_SYSTEM_STREAMS });
    const ended = () => this.drop(new Dropped('the server ended the subscription', false));
    return client
      .subscribeToAll({ fromPosition: after ?? START, filter })
      .on('data', (resolved: AllStreamResolvedEvent) => this.take(resolved))
      .on('confirmation', () => void this.heard++)
      .on('caughtUp', () => this.catchUp())
      .on('error', (error: Error) => this.drop(new Dropped(error.message, true, { cause: error })))
      .on('end', ended)
      .on('close', ended);
  }

  private take({ event }: AllStreamResolvedEvent): void {
    this.heard++;
    if (!event || !isAfter(event.position, this.received)) return;
    this.received = event.position;
    this.events.push(recorded(event));
    if (this.events.length >= 2 * this.pageSize) this.subscription.pause();
    this.wake();
  }

  /** Must not throw, or the client stalls in silence. Counts once every event before it was taken. */
  private reach(position: LogPosition): Promise<void> {
    this.heard++;
    if (this.subscription.readableLength === 0 && isAfter(position, this.received)) {
      this.received = position;
      this.wake();
    }
    return Promise.resolve();
  }

  private catchUp(): void {
    this.heard++;
    this.caughtUp = true;
    this.wake();
  }

  private drop(reason: Dropped): void {
    this.dropped ??= reason;
    this.wake();
  }

  private nextPage(): LogPage | undefined {
    const events = this.events.splice(0, this.pageSize);
    if (this.subscription.isPaused() && this.events.length < this.pageSize) this.subscription.resume();
    const isAll = this.events.length === 0;
    const through = isAll ? this.received : events.at(-1)!.position;
    const live = this.caughtUp && isAll && this.subscription.readableLength === 0;
    if (!isAfter(through, this.handedOut) && (this.saidLive || !live)) return undefined;
    this.saidLive ||= live;
    this.handedOut = through;
    return { events, through, live };
  }

  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    await setImmediate();
  }

  /**
   * Silence may be a subscription that died without a word: if the log is further than was heard, it counts as dropped.
   * If it is not, all has been read; a server older than `caughtUp` does not say so.
   */
  private async watch(): Promise<void> {
    const { heard, heardBefore } = this;
    this.heardBefore = heard;
    if (heard !== heardBefore || this.events.length > 0) return;
    const end = await endOfLog(this.options).catch(() => 'unknown' as const);
    if (end === 'unknown' || heard !== this.heard) return;
    if (end && isAfter(end, this.received)) this.drop(new Dropped('silent while the log went on', false));
    else if (!this.caughtUp) this.catchUp();
  }
}
