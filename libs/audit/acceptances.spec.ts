import { InMemoryEventStore, newCommand } from '#event-sourcing';
import { acceptFinding, notAccepted } from './acceptances.js';
import { type Finding } from './finding.js';

describe('A finding that was accepted', () => {
  const finding: Finding = { rule: 'T17', subject: 'order-1', what: 'second-debit', detail: '2 debits' };

  it('is none any more; another on the same order is; who accepted it, and why, stands in the log', async () => {
    const store = new InMemoryEventStore();
    const worse = { ...finding, detail: '3 debits' };
    expect(await notAccepted(store, [finding, worse])).toEqual([finding, worse]);
    for (const _ of [1, 2]) await acceptFinding(store, finding, 'paid back by hand', newCommand('ops/ada'));
    expect(await notAccepted(store, [finding, worse])).toEqual([worse]);
    const events = await store.read('audit-acceptances');
    expect(events).toMatchObject([
      { type: 'FindingAccepted', data: { reason: 'paid back by hand' }, metadata: { issuedBy: 'ops/ada' } },
    ]);
  });
});
