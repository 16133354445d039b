import { Body, Controller, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CallerOf, RequireScope, type Caller } from '#access';
import { commandContext, setRevision } from '#http-api';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { identifierIn } from '../identifier.js';
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
    @Param('customerId') id: string,
    @Body() body: CustomerDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto & { customerId: string }> {
    const customerId = identifierIn('customerId', id);
    const command = new PutCustomerCommand(customerId, body, commandContext(request, caller));
    const { revision } = await this.commands.execute(command);
    setRevision(reply, revision);
    return { customerId, ...body };
  }
}
