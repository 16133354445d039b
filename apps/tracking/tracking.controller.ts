import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { CallerOf, Forbidden, RequireScope, type Caller } from '#access';
import { NotFound } from '#event-sourcing';
import { setRevision } from '#http-api';
import { OrderTrackingQueries } from '#order-tracking';
import { type FastifyReply } from 'fastify';
import { PageDto, TrackingDto, TrackingListDto } from './tracking.dto.js';

/** « Suivi de commande » (T12): a customer sees their own orders alone; any other is not there (P08). */
@ApiTags('tracking')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'No bearer token, or none of ours' })
@ApiForbiddenResponse({ description: 'The token is not a customer’s' })
@ApiServiceUnavailableResponse({ description: 'The view is away: try again after `Retry-After` seconds' })
@Controller('v1/tracking')
@RequireScope('tracking:read')
export class TrackingController {
  constructor(private readonly queries: OrderTrackingQueries) {}

  /** The customer's orders, newest first. */
  @Get()
  @ApiOkResponse({ type: TrackingListDto })
  list(@Query() page: PageDto, @CallerOf() caller: Caller): Promise<TrackingListDto> {
    return this.queries.ofCustomer(customerOf(caller), page);
  }

  @Get(':orderNumber')
  @ApiOkResponse({ type: TrackingDto, headers: { ETag: { schema: { type: 'string', example: '"7"' } } } })
  @ApiNotFoundResponse({ description: 'No order of this customer has this number' })
  async get(
    @Param('orderNumber') orderNumber: string,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrackingDto> {
    const found = await this.queries.byNumber(orderNumber, customerOf(caller));
    if (!found) throw new NotFound('you have no order of this number');
    setRevision(reply, found.revision);
    return found.order;
  }
}

const customerOf = ({ customerId }: Caller): string => {
  if (customerId === undefined) throw new Forbidden('this token names no customer');
  return customerId;
};
