import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, deterministicId } from '#event-sourcing';
import { placeExchanges } from '#fulfillment';
import { knownOrder } from '#ordering';
import { orderAnswer } from '../orders/order-answer.js';
import { type Parts, PARTS } from '../parts.js';
import { type DefectAnswerDto, type DefectDto } from './defect.dto.js';

export class ReportDefectCommand extends Command<DefectAnswerDto> {
  constructor(
    readonly orderId: string,
    readonly given: DefectDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** T27: the claim is recorded, and an exchange placed at once where that works; the order's wake-up does it otherwise. */
@CommandHandler(ReportDefectCommand)
export class ReportDefectHandler implements ICommandHandler<ReportDefectCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ orderId, given: { sku, description }, context }: ReportDefectCommand): Promise<DefectAnswerDto> {
    const { orders, personalData, now } = this.parts;
    const { order: known } = await knownOrder(orders, orderId);
    const sealed = await personalData.seal(known.customerId, 'relation', description);
    const claimId = deterministicId('claim', context.commandId);
    const exchangeOrderId = deterministicId('exchange', claimId);
    const report = { type: 'ReportDefect', orderId, claimId, exchangeOrderId, sku, now: now() } as const;
    const { order } = orderAnswer(await orders.handle({ ...report, description: sealed }, context));
    const defect = order.defects!.find((one) => one.claimId === claimId)!;
    if (defect.outcome === 'warranty') return { claimId, outcome: 'warranty', route: defect.route };
    await placeExchanges(orders, orderId, now()).catch(() => undefined);
    return { claimId, outcome: 'exchange', exchangeOrderId };
  }
}
