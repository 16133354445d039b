import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Product, productStream } from '#catalog';
import { type CommandContext } from '#event-sourcing';
import { type Parts, PARTS } from '../parts.js';

export class PutProductCommand extends Command<{ readonly product: Product; readonly revision: number }> {
  constructor(
    readonly product: Product,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PutProductCommand)
export class PutProductHandler implements ICommandHandler<PutProductCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ product, context }: PutProductCommand) {
    const { products, productReader, now } = this.parts;
    const { state, revision } = await products.handle({ type: 'PutProduct', product, now: now() }, context);
    productReader.remember(productStream(product.sku), state, revision);
    return { product: state!, revision };
  }
}
