import { Body, Controller, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { CallerOf, RequireScope, type Caller } from '#access';
import { commandContext } from '#http-api';
import { type FastifyRequest } from 'fastify';
import { IsIdentifier } from '../identifier.js';
import { ReceiveStockCommand } from './receive-stock.js';

class StockReceiptDto {
  @IsIdentifier() receiptId!: string;
  @IsIdentifier() sku!: string;
  @IsInt() @Min(1) @Max(100_000) quantity!: number;
}

@ApiTags('stock')
@Controller('v1/stock-receipts')
export class StockReceiptsController {
  constructor(private readonly commands: CommandBus) {}

  /** Units arrived at the warehouse. They go to the orders that wait, first-registered first (T11). */
  @Post()
  @RequireScope('stock:write')
  async receive(
    @Body() body: StockReceiptDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<StockReceiptDto> {
    await this.commands.execute(new ReceiveStockCommand(body, commandContext(request, caller)));
    return body;
  }
}
