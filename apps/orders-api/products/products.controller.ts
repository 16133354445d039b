import { Body, Controller, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CallerOf, RequireScope, type Caller } from '#access';
import { type Product } from '#catalog';
import { commandContext, setRevision } from '#http-api';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { identifierIn } from '../identifier.js';
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
    @Param('sku') sku: string,
    @Body() body: ProductDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Product> {
    const given = JSON.parse(JSON.stringify(body)) as Omit<Product, 'sku'>;
    const product: Product = { sku: identifierIn('sku', sku), ...given };
    const answer = await this.commands.execute(new PutProductCommand(product, commandContext(request, caller)));
    setRevision(reply, answer.revision);
    return answer.product;
  }
}
