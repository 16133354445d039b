import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, Length } from 'class-validator';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { Malformed } from '#http-api';
import { type ForceMajeurePeriod, parisDay } from '#ordering';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { DeclareForceMajeureCommand } from './declare-force-majeure.js';

class ForceMajeureDto {
  /** A day in Europe/Paris, or an instant of that day. */
  @IsISO8601({ strict: true }) from!: string;
  /** The last day; left out while nobody knows. */
  @IsOptional() @IsISO8601({ strict: true }) until?: string;
  @IsString() @Length(1, 500) reason!: string;
}

@ApiTags('force majeure')
@Controller('v1/force-majeure')
export class ForceMajeureController {
  constructor(private readonly commands: CommandBus) {}

  /** Declares a period of force majeure, or changes it: what is promised for it is suspended, and says so (T28). */
  @Put(':id')
  @HttpCode(200)
  @RequireScope('force-majeure:write')
  async declare(
    @IdentifierParam('id') id: string,
    @Body() { from, until, reason }: ForceMajeureDto,
    @CommandContextOf() context: CommandContext,
  ): Promise<ForceMajeurePeriod> {
    const [first, last] = [dayOf(from), until === undefined ? undefined : dayOf(until)];
    if (last !== undefined && last < first)
      throw new Malformed([{ path: 'until', message: 'must not be before from' }]);
    const period = { id, from: first, ...(last !== undefined && { until: last }), reason };
    await this.commands.execute(new DeclareForceMajeureCommand(period, context));
    return period;
  }
}

const dayOf = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : parisDay(text));
