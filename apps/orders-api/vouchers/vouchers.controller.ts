import { Body, Controller, HttpCode, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { Malformed, setRevision } from '#http-api';
import { type Voucher } from '#vouchers';
import { type FastifyReply } from 'fastify';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { PutVoucherCommand } from './put-voucher.js';
import { VoucherDto } from './voucher.dto.js';

@ApiTags('vouchers')
@Controller('v1/vouchers')
export class VouchersController {
  constructor(private readonly commands: CommandBus) {}

  /** Issues a voucher, or changes one (T20). The order that pays with it already is not touched. */
  @Put(':code')
  @HttpCode(200)
  @RequireScope('vouchers:write')
  async put(
    @IdentifierParam('code') code: string,
    @Body() { validFrom, validUntil, ...rest }: VoucherDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Voucher> {
    const [from, until] = [new Date(validFrom).toISOString(), new Date(validUntil).toISOString()];
    if (until <= from) throw new Malformed([{ path: 'validUntil', message: 'must be after validFrom' }]);
    const voucher: Voucher = { code, ...rest, validFrom: from, validUntil: until };
    const { known, revision } = await this.commands.execute(new PutVoucherCommand(voucher, context));
    setRevision(reply, revision);
    return known.voucher;
  }
}
