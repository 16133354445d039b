import { setTimeout as delay } from 'node:timers/promises';
import { type FollowOptions, type LogPage } from '#event-sourcing';
import { isAnswer } from './client-errors.js';
import { type FollowingOptions, SubscriptionIntake } from './subscription-intake.js';

const MAX_BACK_OFF_MS = 3000;

/** The log in pages, over any number of subscriptions: each starts where the pages handed out end. */
export async function* follow(options: FollowingOptions, wanted: FollowOptions): AsyncGenerator<LogPage> {
  const { slot, closing, logger } = options;
  const signal = wanted.signal ? AbortSignal.any([wanted.signal, closing]) : closing;
  let { after } = wanted;
  let live = false;
  for (let failures = 0; !signal.aborted; failures++) {
    const { connection } = slot;
    const intake = new SubscriptionIntake(options, { ...wanted, signal, ...(after && { after }) }, connection.client);
    for await (const page of intake.pages()) {
      failures = 0;
      after = page.through;
      live ||= page.live;
      yield { ...page, live };
    }
    if (signal.aborted) return;
    logger?.warn({ err: intake.dropped, after }, 'event store: subscription dropped, subscribing again');
    if (intake.dropped?.byError && !isAnswer(intake.dropped.cause)) slot.replace(connection, intake.dropped);
    await delay(Math.min(50 * 2 ** failures, MAX_BACK_OFF_MS), undefined, { signal }).catch(() => undefined);
  }
}
