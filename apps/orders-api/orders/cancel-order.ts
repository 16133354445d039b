import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, NotFound } from '#event-sourcing';
import { loadOrder } from '#fulfillment';
import { type Parts, PARTS } from '../parts.js';
import { type CancellationDto } from './order.dto.js';
import { type OrderAnswer } from './place-order.js';

export class CancelOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly given: CancellationDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CancelOrderCommand)
export class CancelOrderHandler implements ICommandHandler<CancelOrderCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, given: { reason, note }, context }: CancelOrderCommand): Promise<OrderAnswer> {
    const { orders, personalData, now } = this.parts;
    const known = await loadOrder(orders, orderId);
    if (!known) throw new NotFound(`there is no order ${orderId}`);
    // Free text may say anything of anyone: it is sealed as what was written about the customer.
    const sealed = note === undefined ? {} : { note: await personalData.seal(known.customerId, 'relation', note) };
    const command = { type: 'CancelOrder', orderId, reason, ...sealed, now: now() } as const;
    const { state, revision } = await orders.handle(command, context);
    return { order: state!, revision };
  }
}
