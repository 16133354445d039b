import { CommandHandler, type EventStore } from '#event-sourcing';
import { type TerminalQuotaCommand } from './terminal-quota.commands.js';
import { terminalQuotaDecider } from './terminal-quota.decider.js';
import { type TerminalQuotaEvent, terminalQuotaEvents } from './terminal-quota.events.js';
import { type TerminalQuota } from './terminal-quota.state.js';
import { terminalQuotaStream } from './terminal-quota.stream.js';

export type TerminalQuotas = CommandHandler<TerminalQuota, TerminalQuotaCommand, TerminalQuotaEvent>;

/** The mobile-terminal quotas of a store, a stream a business (SIREN). */
export const terminalQuotasOn = (store: EventStore): TerminalQuotas =>
  new CommandHandler({
    store,
    decider: terminalQuotaDecider,
    catalog: terminalQuotaEvents,
    streamOf: terminalQuotaStream,
    cachedStreams: 1000,
    takeTurns: true,
    maxTries: 50,
  });
