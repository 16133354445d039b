import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCookieAuth,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { CallerOf, RequireScope, type Caller } from '#access';
import { setRevision } from '#http-api';
import { type FastifyReply } from 'fastify';
import { CustomerOrders, countedAs } from './customer-orders.js';
import { StatusUpdates } from './status-updates.js';
import { FreshnessDto, PageDto, TrackingDto, TrackingListDto } from './tracking.dto.js';

/** « Suivi de commande » (T12): a customer sees their own orders alone; any other is not there (P08). */
@ApiTags('tracking')
@ApiBearerAuth()
@ApiCookieAuth()
@ApiUnauthorizedResponse({ description: 'No bearer token, or none of ours' })
@ApiForbiddenResponse({ description: 'The token is not a customer’s' })
@ApiTooManyRequestsResponse({ description: 'Too many calls a minute, or live updates at once: see `Retry-After`' })
@ApiServiceUnavailableResponse({ description: 'The view is away: try again after `Retry-After` seconds' })
@Controller('v1/tracking')
@RequireScope('tracking:read')
export class TrackingController {
  constructor(
    private readonly orders: CustomerOrders,
    private readonly updates: StatusUpdates,
  ) {}

  /** The customer's orders, newest first. */
  @Get()
  @ApiOkResponse({ type: TrackingListDto })
  list(@Query() page: PageDto, @CallerOf() caller: Caller): Promise<TrackingListDto> {
    return this.orders.list(caller, page);
  }

  @Get(':orderNumber')
  @ApiOkResponse({ type: TrackingDto, headers: { ETag: { schema: { type: 'string', example: '"7"' } } } })
  @ApiNotFoundResponse({ description: 'No order of this customer has this number' })
  async get(
    @Param('orderNumber') orderNumber: string,
    @Query() { atLeast }: FreshnessDto,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrackingDto> {
    const { order, revision } =
      atLeast === undefined
        ? await this.orders.get(orderNumber, caller)
        : await this.orders.getAtLeast(orderNumber, caller, atLeast);
    setRevision(reply, revision);
    return order;
  }

  /**
   * Live updates, as server-sent events: the order as it stands, then as it comes to stand. An event is `status`, its id
   * the revision of the order's stream, its data the resource of `GET /v1/tracking/{orderNumber}`. One who comes back with
   * the id last seen (`Last-Event-ID`) is told only what is newer. A comment every 15 s shows that the stream lives.
   */
  @Get(':orderNumber/updates')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the event seen last', example: '7' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    description: 'The stream. It ends after 15 minutes at the latest, or with the app: come back then.',
    schema: { type: 'string', example: 'event: status\nid: 7\ndata: {"orderNumber":"C-8Z3K-Q0DM-71TV",…}\n\n' },
  })
  @ApiNotFoundResponse({ description: 'No order of this customer has this number' })
  async follow(
    @Param('orderNumber') orderNumber: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CallerOf() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.updates.open({
      ...{ orderNumber, customer: countedAs(caller), seen: revisionOf(lastEventId) },
      read: () => this.orders.get(orderNumber, caller),
    });
    await reply.type('text/event-stream; charset=utf-8').header('X-Accel-Buffering', 'no').send(stream);
  }
}

/** Of an id that is none of ours, nothing follows. */
const revisionOf = (id: string | undefined): number | undefined =>
  id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
