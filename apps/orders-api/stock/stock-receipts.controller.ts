import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { CommandContextOf } from '../command-context-of.js';
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
  async receive(@Body() body: StockReceiptDto, @CommandContextOf() context: CommandContext): Promise<StockReceiptDto> {
    await this.commands.execute(new ReceiveStockCommand(body, context));
    return body;
  }
}
