import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { type Parts, PARTS } from '../parts.js';

export class ReceiveStockCommand extends Command<void> {
  constructor(
    readonly receipt: { readonly receiptId: string; readonly sku: string; readonly quantity: number },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReceiveStockCommand)
export class ReceiveStockHandler implements ICommandHandler<ReceiveStockCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ receipt: { receiptId, sku, quantity }, context }: ReceiveStockCommand): Promise<void> {
    const { stocks, now } = this.parts;
    await stocks.handle({ type: 'ReceiveStock', receiptId, sku, quantity, now: now() }, context);
  }
}
