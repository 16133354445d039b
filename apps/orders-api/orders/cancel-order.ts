import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { knownOrder } from '#ordering';
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
    const { orders, now } = this.parts;
    const sealed = note === undefined ? {} : { note: await this.seal(orderId, note) };
    const command = { type: 'CancelOrder', orderId, reason, ...sealed, now: now() } as const;
    const { state, revision } = await orders.handle(command, context);
    return { order: state!, revision };
  }

  /** Free text may say anything of anyone: it is sealed as what was written about the customer. */
  private async seal(orderId: string, note: string): Promise<string> {
    const { order } = await knownOrder(this.parts.orders, orderId);
    return this.parts.personalData.seal(order.customerId, 'relation', note);
  }
}
