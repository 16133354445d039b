import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { customerStream } from '#customers';
import { type CommandContext } from '#event-sourcing';
import { type Parts, PARTS } from '../parts.js';
import { type CustomerDto } from './customer.dto.js';

export class PutCustomerCommand extends Command<{ readonly revision: number }> {
  constructor(
    readonly customerId: string,
    readonly given: CustomerDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PutCustomerCommand)
export class PutCustomerHandler implements ICommandHandler<PutCustomerCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ customerId, given, context }: PutCustomerCommand) {
    const { customers, customerReader, personalData, now } = this.parts;
    const { siren, businessSpaceId, ...details } = given;
    const customer = {
      customerId,
      siren,
      ...(businessSpaceId !== undefined && { businessSpaceId }),
      details: await personalData.seal(customerId, 'relation', details),
      fingerprint: await personalData.fingerprint(customerId, 'relation', details),
    };
    const { state, revision } = await customers.handle({ type: 'PutCustomer', customer, now: now() }, context);
    customerReader.remember(customerStream(customerId), state, revision);
    return { revision };
  }
}
