import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { Malformed } from '#http-api';
import { type OrderCommand } from '#ordering';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer, orderAnswer } from './order-answer.js';
import { type DeliveryUpdateDto } from './order.dto.js';

/** What the carrier reports of a parcel, or the warehouse of one that came back. */
export class RecordDeliveryCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly given: Omit<DeliveryUpdateDto, 'status'> & {
      readonly status: DeliveryUpdateDto['status'] | 'received-back';
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordDeliveryCommand)
export class RecordDeliveryHandler implements ICommandHandler<RecordDeliveryCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, given, context }: RecordDeliveryCommand): Promise<OrderAnswer> {
    const now = this.parts.now();
    const at = new Date(given.at).toISOString();
    if (at > now) {
      const path = given.status === 'received-back' ? 'receivedAt' : 'at';
      throw new Malformed([{ path, message: 'must not be in the future' }]);
    }
    return orderAnswer(await this.parts.orders.handle(commandOf(given, { orderId, at, now }), context));
  }
}

const commandOf = (
  { status, amountCents }: RecordDeliveryCommand['given'],
  report: { readonly orderId: string; readonly at: string; readonly now: string },
): OrderCommand => {
  switch (status) {
    case 'available-at-relay':
      return { type: 'RecordAvailableForPickUp', ...report };
    case 'delivered':
      return { type: 'RecordDelivery', ...report };
    case 'returned':
      return { type: 'RecordReturn', by: 'carrier', ...report };
    case 'received-back':
      return { type: 'RecordReturn', by: 'warehouse', ...report };
    case 'cash-collected':
      return { type: 'RecordCashCollected', amountCents: amountCents!, ...report };
  }
};
