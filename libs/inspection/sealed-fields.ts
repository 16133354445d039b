import { type PersonalData } from '#customers';
import { type RecordedEvent } from '#event-sourcing';

/** What is sealed in each type of event, and may be opened for the staff. A card's token never is. */
const sealedFields: Readonly<Record<string, string>> = {
  OrderPlaced: 'delivery.address',
  OrderCancelled: 'note',
  OrderRefused: 'note',
  DefectReported: 'description',
  CustomerRegistered: 'customer.details',
  CustomerChanged: 'customer.details',
};

export const hasPersonalData = ({ type }: Pick<RecordedEvent, 'type'>): boolean => type in sealedFields;

/** What stands in place of data whose key was erased (P03). */
const ERASED = '(erased)';

/** An event with what is sealed in it opened. @throws Unavailable */
export const opened = async <Event extends Pick<RecordedEvent, 'type' | 'data'>>(
  personalData: Pick<PersonalData, 'open'>,
  customerId: string,
  event: Event,
): Promise<Event> => {
  const path = sealedFields[event.type]?.split('.');
  if (!path) return event;
  const data = structuredClone(event.data);
  const holder = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, name) => (at[name] ?? {}) as never, data as never);
  const name = path.at(-1)!;
  const sealed = holder[name];
  if (typeof sealed === 'string') holder[name] = (await personalData.open(customerId, 'relation', sealed)) ?? ERASED;
  return { ...event, data };
};
