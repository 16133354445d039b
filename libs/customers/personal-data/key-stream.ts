import { type DomainEvent, EventCatalog } from '#event-sourcing';

/** How long data of a kind is kept (P07); each has a key of its own, so each can be erased alone. */
export const RETENTION_CATEGORIES = ['relation', 'payment', 'accounting'] as const;
export type RetentionCategory = (typeof RETENTION_CATEGORIES)[number];

export type EncryptionKeyCreated = DomainEvent<
  'EncryptionKeyCreated',
  {
    readonly customerId: string;
    readonly category: RetentionCategory;
    /** The key, sealed under the master key named by `masterKeyId`. */
    readonly wrappedKey: string;
    readonly masterKeyId: string;
    readonly createdAt: string;
  }
>;

export const keyEvents = new EventCatalog<EncryptionKeyCreated>({ EncryptionKeyCreated: {} });

export const KEY_STREAMS = 'key-';

/** Deleting this stream erases what it sealed, everywhere (P03). */
export const keyStream = (customerId: string, category: RetentionCategory): string =>
  `${KEY_STREAMS}${category}-${customerId}`;
