import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { type Found } from '#order-tracking';
import { StatusUpdates, type StatusUpdatesOptions } from './status-updates.js';

const opened: StatusUpdates[] = [];
afterEach(() => opened.splice(0).forEach((updates) => updates.close()));

const given = (options: Partial<StatusUpdatesOptions> = {}) => {
  const listeners = new Set<() => void>();
  let revision = 0;
  const changes = {
    watch: (_: string, listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const updates = new StatusUpdates({ changes, streamsPerCustomer: 2, ...options });
  opened.push(updates);
  const read = () => Promise.resolve({ order: { text: 'x'.repeat(1000) } as never, revision } satisfies Found);
  return {
    updates,
    listeners,
    open: (seen?: number) => updates.open({ orderNumber: 'C-1', customer: 'ada', seen, read }),
    change: async (to: number) => {
      revision = to;
      for (const listener of listeners) listener();
      await delay(1);
    },
  };
};

describe('A stream of updates', () => {
  it('whose reader does not read is cut off, once so much is left unread', async () => {
    const { open, change, listeners } = given({ mostUnreadBytes: 5000 });
    const stream = await open();
    for (let revision = 1; revision <= 4; revision++) await change(revision);
    expect(stream.destroyed).toBe(true);
    expect(listeners.size).toBe(0);
  });

  it('shows with a comment, now and then, that it lives', async () => {
    const { open } = given({ heartbeatMs: 20 });
    const stream = await open(7);
    await delay(70);
    expect((stream.read() as Buffer).toString()).toMatch(/^retry: 2000\n\n(:\n\n){2,}$/);
  });

  it('never goes back: a view that is made anew is behind what was shown', async () => {
    const { open, change } = given();
    await change(5);
    const stream = await open();
    await change(2);
    await change(6);
    expect((stream.read() as Buffer).toString().match(/id: \d/g)).toEqual(['id: 5', 'id: 6']);
  });

  it('ends after its time, and leaves nothing behind', async () => {
    const { open, listeners } = given({ longestMs: 20 });
    const stream = await open();
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(listeners.size).toBe(0);
    await Promise.all([open(), open()]);
  });

  it('is not opened once there are as many as one may have, nor while the app stops', async () => {
    const { open, updates } = given();
    await Promise.all([open(), open()]);
    await expect(open()).rejects.toMatchObject({ name: 'TooMany' });
    updates.close();
    await expect(open()).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
