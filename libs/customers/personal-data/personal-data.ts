import { type KeyObject, createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type EventStore, GENESIS, RevisionConflict, newCommand, seal as sealEvents } from '#event-sourcing';
import { open, seal } from './aes-gcm.js';
import { type EncryptionKeyCreated, type RetentionCategory, keyEvents, keyStream } from './key-stream.js';

export interface PersonalDataOptions {
  readonly store: EventStore;
  /** 32 bytes, base64 (`MASTER_KEY`). Wraps every customer's keys; losing it loses the personal data. */
  readonly masterKey: string;
  readonly now: () => string;
  /** Customers' keys kept in memory (default 20,000), for five minutes. */
  readonly keysKept?: number;
}

const KEPT_MS = 5 * 60 * 1000;

/** Seals and opens personal data under a key per customer and retention category (ADR 0002; P03, P07). */
export class PersonalData {
  private readonly masterKey: KeyObject;
  private readonly masterKeyId: string;
  private readonly keys: LRUCache<string, Promise<KeyObject | undefined>>;

  constructor(private readonly options: PersonalDataOptions) {
    const masterKey = Buffer.from(options.masterKey, 'base64');
    if (masterKey.length !== 32) throw new Error('MASTER_KEY must be 32 bytes in base64');
    this.masterKey = createSecretKey(masterKey);
    this.masterKeyId = createHash('sha256').update(masterKey).digest('hex').slice(0, 16);
    this.keys = new LRUCache({ max: options.keysKept ?? 20_000, ttl: KEPT_MS });
  }

  /** @returns ciphertext; the customer's key is made at the first use. @throws Unavailable */
  async seal(customerId: string, category: RetentionCategory, plain: unknown): Promise<string> {
    const key = (await this.keyOf(customerId, category)) ?? (await this.createKey(customerId, category));
    return seal(key, Buffer.from(JSON.stringify(plain)), about(customerId, category));
  }

  /** @returns undefined once the key was erased. @throws Unavailable, or an error if the text was tampered with. */
  async open<Plain>(customerId: string, category: RetentionCategory, sealed: string): Promise<Plain | undefined> {
    const key = await this.keyOf(customerId, category);
    return key && (JSON.parse(open(key, sealed, about(customerId, category)).toString('utf8')) as Plain);
  }

  /** The same text has the same fingerprint for one customer, and says nothing about the text. */
  async fingerprint(customerId: string, category: RetentionCategory, plain: unknown): Promise<string> {
    const key = (await this.keyOf(customerId, category)) ?? (await this.createKey(customerId, category));
    return createHmac('sha256', key).update(JSON.stringify(plain)).digest('base64url');
  }

  /** Makes everything sealed in the category unreadable for good. */
  async erase(customerId: string, category: RetentionCategory): Promise<void> {
    const stream = keyStream(customerId, category);
    await this.options.store.delete(stream);
    this.keys.delete(stream);
  }

  private keyOf(customerId: string, category: RetentionCategory): Promise<KeyObject | undefined> {
    const stream = keyStream(customerId, category);
    const kept = this.keys.get(stream);
    if (kept) return kept;
    const loading = this.load(stream, about(customerId, category));
    this.keys.set(stream, loading);
    const forget = () => this.keys.delete(stream);
    loading.then((key) => key ?? forget(), forget);
    return loading;
  }

  private async load(stream: string, whose: string): Promise<KeyObject | undefined> {
    const [created] = await this.options.store.read(stream, { limit: 1 });
    if (!created) return undefined;
    const { wrappedKey } = keyEvents.read(created).data;
    return createSecretKey(open(this.masterKey, wrappedKey, whose));
  }

  private async createKey(customerId: string, category: RetentionCategory): Promise<KeyObject> {
    const bytes = randomBytes(32);
    const key = createSecretKey(bytes);
    const stream = keyStream(customerId, category);
    const data = {
      customerId,
      category,
      wrappedKey: seal(this.masterKey, bytes, about(customerId, category)),
      masterKeyId: this.masterKeyId,
      createdAt: this.options.now(),
    };
    const event: EncryptionKeyCreated = { type: 'EncryptionKeyCreated', data };
    try {
      await this.options.store.append(
        stream,
        'no-stream',
        sealEvents([event], GENESIS, newCommand('personal-data'), keyEvents),
      );
      this.keys.set(stream, Promise.resolve(key));
      return key;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      this.keys.delete(stream);
      return (await this.keyOf(customerId, category))!;
    }
  }
}

const about = (customerId: string, category: RetentionCategory) => `${category}:${customerId}`;
