import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { type KnownVoucher, type Voucher } from '#vouchers';
import { type Parts, PARTS } from '../parts.js';

export class PutVoucherCommand extends Command<{ readonly known: KnownVoucher; readonly revision: number }> {
  constructor(
    readonly voucher: Voucher,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PutVoucherCommand)
export class PutVoucherHandler implements ICommandHandler<PutVoucherCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ voucher, context }: PutVoucherCommand) {
    const { vouchers, now } = this.parts;
    const { state, revision } = await vouchers.handle({ type: 'PutVoucher', voucher, now: now() }, context);
    return { known: state!, revision };
  }
}
