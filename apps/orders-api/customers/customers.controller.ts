import { Body, Controller, HttpCode, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { setRevision } from '#http-api';
import { type FastifyReply } from 'fastify';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { CustomerDto } from './customer.dto.js';
import { PutCustomerCommand } from './put-customer.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(private readonly commands: CommandBus) {}

  /** Registers a business customer, or changes what is known of it (T03). */
  @Put(':customerId')
  @HttpCode(200)
  @RequireScope('customers:write')
  async put(
    @IdentifierParam('customerId') customerId: string,
    @Body() body: CustomerDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto & { customerId: string }> {
    const { revision } = await this.commands.execute(new PutCustomerCommand(customerId, body, context));
    setRevision(reply, revision);
    return { customerId, ...body };
  }
}
