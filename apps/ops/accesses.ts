import { ACCESS_STREAMS, type PersonalDataAccessed, accessEvents, accessStream } from '#customers';
import { type Verb, table } from './verb.js';

/** Who had whose personal data opened, when, and why (P08). */
export const accesses: Verb<{ readonly customer?: string; readonly by?: string }> = {
  name: 'accesses',
  does: 'Who of the staff had whose personal data opened by ops, when, and why.',
  example: 'accesses --customer acme',
  options: [
    ['--customer <id>', 'of this customer'],
    ['--by <subject>', 'by this one'],
  ],
  run: async ({ store }, { customer, by }) => {
    const found: PersonalDataAccessed['data'][] = [];
    for await (const { events } of store.readAll({ streamPrefixes: [ACCESS_STREAMS] }))
      for (const event of events) {
        const { data } = accessEvents.read(event);
        const isWanted = customer === undefined || event.stream === accessStream(customer);
        if (isWanted && (by === undefined || data.by === by)) found.push(data);
      }
    const rows = found.map((each) => [each.accessedAt, `${each.by} (${each.role})`, each.customerId, each.reason]);
    const text = found.length === 0 ? 'nobody looked' : table(['when', 'who', 'customer', 'why'], rows);
    return { json: found, text };
  },
};
