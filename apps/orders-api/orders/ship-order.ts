import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { shipAndDebit } from '#fulfillment';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer } from './order-answer.js';

export class ShipOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly trackingNumber: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ShipOrderCommand)
export class ShipOrderHandler implements ICommandHandler<ShipOrderCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  execute({ orderId, trackingNumber, context }: ShipOrderCommand): Promise<OrderAnswer> {
    return shipAndDebit(this.parts.payment, orderId, trackingNumber, context);
  }
}
