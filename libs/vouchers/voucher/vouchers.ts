import { CommandHandler, type EventStore } from '#event-sourcing';
import { type VoucherCommand } from './voucher.commands.js';
import { voucherDecider } from './voucher.decider.js';
import { type VoucherEvent, voucherEvents } from './voucher.events.js';
import { type VoucherState } from './voucher.state.js';
import { voucherStream } from './voucher.stream.js';

export type Vouchers = CommandHandler<VoucherState, VoucherCommand, VoucherEvent>;

/** The vouchers of a store. */
export const vouchersOn = (store: EventStore): Vouchers =>
  new CommandHandler({
    store,
    decider: voucherDecider,
    catalog: voucherEvents,
    streamOf: (command) => voucherStream(command.type === 'PutVoucher' ? command.voucher.code : command.code),
    cachedStreams: 1000,
    takeTurns: true,
    maxTries: 50,
  });
