import { Body, Controller, HttpCode, Put, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '#access';
import { type Product } from '#catalog';
import { type CommandContext } from '#event-sourcing';
import { Malformed, setRevision } from '#http-api';
import { type FastifyReply } from 'fastify';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { ProductDto } from './product.dto.js';
import { PutProductCommand } from './put-product.js';

@ApiTags('products')
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly commands: CommandBus) {}

  /** Lists a product, or changes it (T10). */
  @Put(':sku')
  @HttpCode(200)
  @RequireScope('products:write')
  async put(
    @IdentifierParam('sku') sku: string,
    @Body() body: ProductDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Product> {
    const given = JSON.parse(JSON.stringify(body)) as Omit<Product, 'sku'>;
    const product: Product = { sku, ...given };
    checkProduct(product);
    const answer = await this.commands.execute(new PutProductCommand(product, context));
    setRevision(reply, answer.revision);
    return answer.product;
  }
}

/** What no field can tell alone. @throws Malformed */
const checkProduct = ({ priceExclTaxCents, ecoContributionCents, privateCopyCents, flashSale }: Product): void => {
  const errors = [
    ...(ecoContributionCents + privateCopyCents > priceExclTaxCents
      ? [{ path: 'priceExclTaxCents', message: 'must include the eco-contribution and the private copy' }]
      : []),
    ...(flashSale && Date.parse(flashSale.until) <= Date.parse(flashSale.from)
      ? [{ path: 'flashSale.until', message: 'must be after flashSale.from' }]
      : []),
  ];
  if (errors.length > 0) throw new Malformed(errors);
};
