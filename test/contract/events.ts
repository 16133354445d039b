import { randomUUID } from 'node:crypto';
import { type EventToAppend } from '#event-sourcing';

export const event = (type: string | number = 'Happened', data?: unknown): EventToAppend => ({
  id: randomUUID(),
  type: String(type),
  data: typeof data === 'object' && data !== null ? data : { note: 'é — 1' },
  metadata: {
    $correlationId: 'c',
    $causationId: 'c',
    commandId: randomUUID(),
    issuedBy: 'contract',
    schemaVersion: 1,
    link: 'l',
  },
});

export const newStream = (prefix = 'contract') => `${prefix}-${randomUUID()}`;
