import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiExcludeEndpoint,
  ApiFoundResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiProduces,
  ApiQuery,
  ApiSeeOtherResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { type Caller, CallerOf, Public, RequireScope } from '#access';
import { sendAsset } from '#http-api';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CustomerOrders } from './customer-orders.js';
import { assets } from './page/assets.js';
import { languageOf } from './page/language.js';
import { listPage, orderPage, orderPart } from './page/pages.js';
import { PageFilter } from './page/page.filter.js';
import { PageDto, SessionDto } from './tracking.dto.js';
import { WaysIn } from './ways-in.js';

const HTML = 'text/html; charset=utf-8';

/** The page « suivi de commande » (T12): served whole, in French, or in English where the browser asks for it. */
@ApiTags('suivi')
@ApiBearerAuth()
@ApiCookieAuth()
@ApiHeader({ name: 'Accept-Language', required: false, description: '`fr` (the default) or `en`' })
@ApiProduces('text/html')
@ApiUnauthorizedResponse({ description: 'A page that says how to get in' })
@UseFilters(PageFilter)
@Controller('suivi')
@RequireScope('tracking:read')
export class SuiviController {
  constructor(
    private readonly orders: CustomerOrders,
    private readonly waysIn: WaysIn,
  ) {}

  /** The customer's orders, newest first. */
  @Get()
  @Header('Content-Type', HTML)
  @ApiOkResponse({ description: 'The page', schema: { type: 'string' } })
  async list(@Query() page: PageDto, @CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<string> {
    const { items, nextCursor } = await this.orders.list(caller, page);
    return listPage({ orders: items, nextCursor }, languageIn(request));
  }

  /** Begins a session of this browser with a customer's token: a cookie, kept until the browser closes. */
  @Post('session')
  @Public()
  @HttpCode(303)
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: SessionDto })
  @ApiSeeOtherResponse({ description: 'To the list; sets the cookie' })
  async beginSession(@Body() { token }: SessionDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const cookie = await this.waysIn.sessionCookie(token);
    void reply.header('Set-Cookie', cookie).header('Location', '/suivi');
  }

  /** Ends the session of this browser. */
  @Post('session/end')
  @Public()
  @HttpCode(303)
  @ApiSeeOtherResponse({ description: 'To the page that says how to get in; takes the cookie away' })
  endSession(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('Set-Cookie', this.waysIn.endedSession()).header('Location', '/suivi');
  }

  /** The page's style and script. */
  @Get('assets/:file')
  @Public()
  @ApiExcludeEndpoint()
  asset(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    return sendAsset(assets, file, reply);
  }

  /** One order. A signed link opens it, puts itself into a cookie, and leads to the address without it. */
  @Get(':orderNumber')
  @ApiQuery({ name: 'access', required: false, description: 'A signed link’s token' })
  @ApiOkResponse({ description: 'The page', schema: { type: 'string' } })
  @ApiFoundResponse({ description: 'To the same page without `access`; sets the cookie' })
  @ApiNotFoundResponse({ description: 'A page that says that no order of this customer has this number' })
  async order(
    @Param('orderNumber') orderNumber: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest<{ Querystring: { access?: unknown } }>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { access } = request.query;
    if (typeof access === 'string' && caller.orderNumber !== undefined) {
      const cookies = await this.waysIn.linkCookies(access);
      return void (await reply
        .header('Set-Cookie', cookies)
        .redirect(`/suivi/${encodeURIComponent(caller.orderNumber)}`, 302));
    }
    const shown = await this.orders.get(orderNumber, caller);
    const seesAll = caller.orderNumber === undefined;
    await reply.type(HTML).send(orderPage(shown, languageIn(request), { seesAll }));
  }

  /** What the page shows of an order, without the page round it: for its script. */
  @Get(':orderNumber/part')
  @Header('Content-Type', HTML)
  @ApiOkResponse({ description: 'Part of the page', schema: { type: 'string' } })
  @ApiNotFoundResponse({ description: 'No order of this customer has this number' })
  async part(
    @Param('orderNumber') orderNumber: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return orderPart(await this.orders.get(orderNumber, caller), languageIn(request));
  }
}

const languageIn = ({ headers }: FastifyRequest) => languageOf(headers['accept-language']);
