import { Body, Controller, Get, Header, HttpCode, Param, Post, Res, UseFilters } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiExcludeEndpoint,
  ApiOkResponse,
  ApiProperty,
  ApiSeeOtherResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Public, RequireScope } from '#access';
import { sendAsset } from '#http-api';
import { type FastifyReply } from 'fastify';
import { StaffSessions } from './browser-access.js';
import { DeskFigures } from './desk-figures.js';
import { type Figures } from './figures.js';
import { assets } from './page/assets.js';
import { PageFilter } from './page/page.filter.js';
import { deskPage } from './page/pages.js';

const HTML = 'text/html; charset=utf-8';

class SessionDto {
  @ApiProperty({ description: 'A token of the role `operations`' })
  @IsString()
  @Length(1, 8192)
  token!: string;
}

/** The staff's desk: how the system is, at a glance. */
@ApiTags('desk')
@ApiBearerAuth()
@ApiCookieAuth()
@ApiUnauthorizedResponse({ description: 'A page that says how to get in' })
@UseFilters(PageFilter)
@Controller()
@RequireScope('operations')
export class DeskController {
  constructor(
    private readonly figures: DeskFigures,
    private readonly sessions: StaffSessions,
  ) {}

  /** Holds, blocking SKUs, throughput, views, jobs, what is parked, and alarms, as pictures. At most 5 s old. */
  @Get()
  @Header('Content-Type', HTML)
  @ApiOkResponse({ description: 'The page', schema: { type: 'string' } })
  async page(): Promise<string> {
    return deskPage(await this.figures.now());
  }

  /** Begins a session of this browser with a staff token: a cookie, kept until the browser closes. */
  @Post('session')
  @Public()
  @HttpCode(303)
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: SessionDto })
  @ApiSeeOtherResponse({ description: 'To the desk; sets the cookie' })
  async beginSession(@Body() { token }: SessionDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    void reply.header('Set-Cookie', await this.sessions.begin(token.trim())).header('Location', '/');
  }

  /** Ends the session of this browser. */
  @Post('session/end')
  @Public()
  @HttpCode(303)
  @ApiSeeOtherResponse({ description: 'To the page that says how to get in; takes the cookie away' })
  endSession(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('Set-Cookie', this.sessions.end()).header('Location', '/');
  }

  /** The page's style and script. */
  @Get('assets/:file')
  @Public()
  @ApiExcludeEndpoint()
  asset(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    return sendAsset(assets, file, reply);
  }
}

/** The same figures for programs. */
@ApiTags('desk')
@ApiBearerAuth()
@Controller('v1/desk')
@RequireScope('operations')
export class DeskFiguresController {
  constructor(private readonly figures: DeskFigures) {}

  /** Everything that the desk shows, as of one moment, at most 5 s ago. */
  @Get()
  @ApiOkResponse({ description: 'The figures', schema: { type: 'object' } })
  now(): Promise<Figures> {
    return this.figures.now();
  }
}
