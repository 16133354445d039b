import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { giveBackClaims } from '#fulfillment';
import { knownOrder } from '#ordering';
import { type Parts, PARTS } from '../parts.js';
import { type OrderAnswer, orderAnswer } from './order-answer.js';
import { type CancellationDto, type RefusalDto } from './order.dto.js';

/** An order ends before it ships: cancelled for the customer (T29), or refused by the staff (T05). */
export class EndOrderCommand extends Command<OrderAnswer> {
  constructor(
    readonly orderId: string,
    readonly end:
      ({ readonly type: 'CancelOrder' } & CancellationDto) | ({ readonly type: 'RefuseOrder' } & RefusalDto),
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EndOrderCommand)
export class EndOrderHandler implements ICommandHandler<EndOrderCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, end: { note, ...end }, context }: EndOrderCommand): Promise<OrderAnswer> {
    const { orders, now } = this.parts;
    const { order: known } = await knownOrder(orders, orderId);
    const sealed = note === undefined ? {} : { note: await this.seal(known.customerId, note) };
    const ended = orderAnswer(await orders.handle({ ...end, orderId, ...sealed, now: now() }, context));
    if (!ended.order.claims) return ended;
    // Given back at once where that works; the order's wake-up does it otherwise.
    await giveBackClaims(this.parts, orderId, now()).catch(() => undefined);
    return knownOrder(orders, orderId);
  }

  /** Free text may say anything of anyone: it is sealed as what was written about the customer. */
  private seal(customerId: string, note: string): Promise<string> {
    return this.parts.personalData.seal(customerId, 'relation', note);
  }
}
