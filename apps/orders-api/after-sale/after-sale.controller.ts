import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { OrderAnswerInterceptor } from '../orders/order-answer.js';
import { ReturnReceiptDto } from '../orders/order.dto.js';
import { RecordDeliveryCommand } from '../orders/record-delivery.js';
import { DefectAnswerDto, DefectDto } from './defect.dto.js';
import { ReportDefectCommand } from './report-defect.js';
import { WithdrawOrderCommand } from './withdraw-order.js';

@ApiTags('after sale')
@Controller('v1/orders/:orderId')
export class AfterSaleController {
  constructor(private readonly commands: CommandBus) {}

  /** The customer withdraws from the sale: from shipment until the end of the 14th day after receipt (T29). */
  @Post('withdrawal')
  @HttpCode(200)
  @RequireScope('withdrawals:write')
  @UseInterceptors(OrderAnswerInterceptor)
  withdraw(@IdentifierParam('orderId') orderId: string, @CommandContextOf() context: CommandContext) {
    return this.commands.execute(new WithdrawOrderCommand(orderId, context));
  }

  /** The parcel is back: the money goes back now, in the way it was paid (T29). */
  @Post('return-receipt')
  @HttpCode(200)
  @RequireScope('returns:write')
  @UseInterceptors(OrderAnswerInterceptor)
  receiveBack(
    @IdentifierParam('orderId') orderId: string,
    @Body() { receivedAt }: ReturnReceiptDto,
    @CommandContextOf() context: CommandContext,
  ) {
    const given = { status: 'received-back', at: receivedAt } as const;
    return this.commands.execute(new RecordDeliveryCommand(orderId, given, context));
  }

  /** An item failed: exchanged free in the first week, else a claim with the route of its product range (T27). */
  @Post('defect')
  @HttpCode(200)
  @RequireScope('defects:write')
  reportDefect(
    @IdentifierParam('orderId') orderId: string,
    @Body() body: DefectDto,
    @CommandContextOf() context: CommandContext,
  ): Promise<DefectAnswerDto> {
    return this.commands.execute(new ReportDefectCommand(orderId, body, context));
  }
}
