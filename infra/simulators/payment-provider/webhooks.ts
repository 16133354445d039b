import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface WebhookSettings {
  readonly webhookUrl?: string;
  readonly webhookSecret: string;
  /** How many times each is sent: partners repeat themselves. */
  readonly webhookCopies: number;
}

const TRIES = 5;

/** Tells the merchant what happened, signed, as often as set; a merchant who is away is tried again a few times. */
export const sendWebhook = async (settings: WebhookSettings, notification: object): Promise<void> => {
  if (!settings.webhookUrl) return;
  const body = JSON.stringify({ eventId: randomUUID(), ...notification });
  const signature = `sha256=${createHmac('sha256', settings.webhookSecret).update(body).digest('hex')}`;
  for (let copy = 0; copy < settings.webhookCopies; copy++) await deliver(settings.webhookUrl, body, signature);
};

const deliver = async (url: string, body: string, signature: string): Promise<void> => {
  for (let tries = 1; tries <= TRIES; tries++) {
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(3000) }).catch(
      () => undefined,
    );
    if (response?.ok) return;
    await delay(100 * 2 ** tries);
  }
};
