import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Role, developmentKey, issueToken } from '#access';
import { startSystem } from '../../infra/launcher/start-system.js';
import { type System } from '../../infra/launcher/system.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

export interface RunningSystem {
  readonly system: System;
  readonly dataDir: string;
  call(role: Role, method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Reply>;
  track(customerId: string, path?: string): Promise<Reply>;
  /** Stops everything and removes its data, unless told to keep it. */
  end(options?: { readonly keepData: boolean }): Promise<void>;
}

/** A whole system of real processes in a folder of its own. */
export const runSystem = async (
  env: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'complet-e2e-')),
): Promise<RunningSystem> => {
  const system = await startSystem({ dataDir, env, sampleShop: false });
  const key = await developmentKey(dataDir);
  const send = async (url: string, token: string, method: string, body?: object, headers?: Record<string, string>) => {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    system,
    dataDir,
    call: async (role, method, path, body, headers) =>
      send(`${system.urls['orders-api']}${path}`, await issueToken(key, { role }), method, body, headers),
    track: async (customerId, path = '') =>
      send(
        `${system.urls.tracking}/v1/tracking${path}`,
        await issueToken(key, { role: 'customer', customerId }),
        'GET',
      ),
    end: async ({ keepData } = { keepData: false }) => {
      await system.stop();
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Asks until the answer is as it should be. @throws with the last answer after `ms` */
export const eventually = async <T>(ask: () => Promise<T>, isIt: (answer: T) => boolean, ms = 20_000): Promise<T> => {
  const until = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > until) throw new Error(`not within ${ms} ms: ${JSON.stringify(answer)}`);
    await delay(50);
  }
};

export const PERSON = {
  contactName: 'Zéphyrine Quillfeather',
  email: 'zephyrine.quillfeather@example.org',
  phone: '+33698765432',
  street: '17 impasse des Tournesols-Bleus',
};

export const product = (fields: object = {}) => ({
  name: 'Casque',
  kind: 'accessory',
  priceExclTaxCents: 1999,
  vatRate: '20',
  ecoContributionCents: 5,
  privateCopyCents: 0,
  visible: true,
  ...fields,
});

export const customer = () => ({
  companyName: 'Quillfeather SARL',
  siren: '732829320',
  contactName: PERSON.contactName,
  email: PERSON.email,
  phone: PERSON.phone,
});

export const order = (
  lines: readonly { sku: string; quantity: number }[],
  cardToken = 'tok_visa',
  customerId = 'zq',
) => ({
  customerId,
  lines: lines.map((line) => ({ ...line, unitPriceExclTaxCents: 1999 })),
  delivery: {
    method: 'colissimo',
    address: { name: PERSON.contactName, street: PERSON.street, postalCode: '75011', city: 'Paris', country: 'FR' },
  },
  payment: { method: 'card', cardToken },
  termsVersion: '2023-04-06',
});
