import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, InvalidTransition } from '#event-sourcing';
import { Malformed } from '#http-api';
import { type Parts, PARTS } from '../parts.js';
import { type DeliveryUpdateDto } from './order.dto.js';
import { type OrderAnswer } from './place-order.js';

export class RecordDeliveryCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly given: DeliveryUpdateDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordDeliveryCommand)
export class RecordDeliveryHandler implements ICommandHandler<RecordDeliveryCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, given: { status, at: reported }, context }: RecordDeliveryCommand): Promise<OrderAnswer> {
    const now = this.parts.now();
    const at = new Date(reported).toISOString();
    if (at > now) throw new Malformed([{ path: 'at', message: 'must not be in the future' }]);
    if (status !== 'delivered') throw new InvalidTransition(`a parcel sent by Colissimo does not become ${status}`);
    const { state, revision } = await this.parts.orders.handle({ type: 'RecordDelivery', orderId, at, now }, context);
    return { order: state!, revision };
  }
}
