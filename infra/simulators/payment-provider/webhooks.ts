import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Lanes } from '../lanes.js';
import { type Settings } from './settings.js';

const TRIES = 5;
const FIRST_PAUSE_MS = 100;

/** Tells the merchant what happened, signed; each as often as set. A merchant who is away is tried again a few times. */
export class Webhooks {
  private readonly lanes: Lanes;

  constructor(private readonly stopping: AbortSignal) {
    this.lanes = new Lanes(64, stopping);
  }

  /** Returns at once: nobody's answer waits for a notification. A notification lost with the process stays lost. */
  send({ webhookUrl, webhookSecret, webhookCopies }: Settings, notification: object): void {
    if (webhookUrl === '') return;
    const eventId = randomUUID();
    const body = JSON.stringify({ eventId, ...notification });
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
    for (let copy = 0; copy < webhookCopies; copy++)
      this.lanes.add(`webhook ${eventId} ${copy}`, () => this.deliver(webhookUrl, body, signature));
  }

  /** Resolves when none is under way. */
  ended(): Promise<void> {
    return this.lanes.ended();
  }

  private async deliver(url: string, body: string, signature: string): Promise<void> {
    const signal = this.stopping;
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    for (let tries = 1; ; tries++) {
      const isDelivered = await fetch(url, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]),
      }).then(
        async (response) => {
          await response.body?.cancel();
          return response.ok;
        },
        () => false,
      );
      if (isDelivered || tries === TRIES || signal.aborted) return;
      await delay(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined);
    }
  }
}
