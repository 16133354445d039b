import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { CallerOf, Forbidden, RequireScope, type Caller } from '#access';
import { NotFound } from '#event-sourcing';
import { setRevision } from '#http-api';
import { CURSOR, type Listed, OrderTrackingQueries, type TrackingResource } from '#order-tracking';
import { type FastifyReply } from 'fastify';

class PageDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) limit?: number;
  @IsOptional() @Matches(CURSOR, { message: 'cursor must be the nextCursor of a page before' }) cursor?: string;
}

/** « Suivi de commande » (T12): a customer sees their own orders alone; any other is not there (P08). */
@ApiTags('tracking')
@Controller('v1/tracking')
@RequireScope('tracking:read')
export class TrackingController {
  constructor(private readonly queries: OrderTrackingQueries) {}

  /** The customer's orders, newest first. */
  @Get()
  list(@Query() page: PageDto, @CallerOf() caller: Caller): Promise<Listed<TrackingResource>> {
    return this.queries.ofCustomer(customerOf(caller), page);
  }

  @Get(':orderNumber')
  async get(
    @Param('orderNumber') orderNumber: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrackingResource> {
    const found = await this.queries.byNumber(orderNumber, customerOf(caller));
    if (!found) throw new NotFound(`there is no order ${orderNumber}`);
    setRevision(reply, found.revision);
    return found.order;
  }
}

const customerOf = ({ customerId }: Caller): string => {
  if (customerId === undefined) throw new Forbidden('this token names no customer');
  return customerId;
};
