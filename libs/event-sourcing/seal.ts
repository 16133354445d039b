import { type CommandContext } from './command-context.js';
import { type EventCatalog } from './event-catalog.js';
import { type DomainEvent, type EventToAppend } from './event.js';
import { idOf, linkOf } from './hash-link.js';
import { currentTrace } from './tracing.js';

/** Puts a command's events into their envelopes: ids, causes, versions, and each linked to the one before. */
export const seal = <E extends DomainEvent>(
  events: readonly E[],
  previousLink: string,
  context: CommandContext,
  catalog: EventCatalog<E>,
): EventToAppend[] => {
  let link = previousLink;
  const traceparent = currentTrace();
  return events.map(({ type, data }) => {
    const metadata = {
      $correlationId: context.correlationId,
      $causationId: context.causationId,
      commandId: context.commandId,
      issuedBy: context.issuedBy,
      schemaVersion: catalog.currentVersion(type),
      ...(context.requestHash !== undefined && { requestHash: context.requestHash }),
      ...(traceparent !== undefined && { traceparent }),
    };
    link = linkOf(link, { type, data, metadata });
    return { id: idOf(context.commandId, link), type, data, metadata: { ...metadata, link } };
  });
};
