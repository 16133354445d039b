import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { RequireScope } from '#access';
import { CURSOR, OrderTrackingQueries } from '#order-tracking';
import { ORDER_STATUSES } from '#ordering';
import { IsIdentifier } from '../identifier.js';

class PageDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) limit?: number;
  @IsOptional() @Matches(CURSOR, { message: 'cursor must be the nextCursor of a page before' }) cursor?: string;
}

class OrderFilterDto extends PageDto {
  @IsOptional() @IsIn(ORDER_STATUSES) status?: string;
  @IsOptional() @IsIn(['price-suspect', 'promise-missed', 'refund-refused', 'notice-undeliverable']) flag?: string;
  @IsOptional() @IsIdentifier() sku?: string;
  @IsOptional() @IsIdentifier() customerId?: string;
}

/** Lists for staff, from a view: they follow the orders within moments. */
@ApiTags('orders')
@Controller('v1')
export class OrderListsController {
  constructor(private readonly queries: OrderTrackingQueries) {}

  @Get('orders')
  @RequireScope('orders:read')
  orders(@Query() { limit, cursor, ...filter }: OrderFilterDto) {
    return this.queries.orders(filter, { limit, cursor });
  }

  /** Released orders that wait for the warehouse, the longest-released first. */
  @Get('preparations')
  @RequireScope('preparations:read')
  preparations(@Query() { limit, cursor }: PageDto) {
    return this.queries.preparations({ limit, cursor });
  }
}
