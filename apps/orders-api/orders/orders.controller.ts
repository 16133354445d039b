import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CallerOf, RequireScope, type Caller } from '#access';
import { commandContext, setRevision } from '#http-api';
import { type OrderResource, orderResource } from '#order-tracking';
import { knownOrder } from '#ordering';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { identifierIn } from '../identifier.js';
import { type Parts, PARTS } from '../parts.js';
import { CancelOrderCommand } from './cancel-order.js';
import { CancellationDto, DeliveryUpdateDto, PaymentMethodDto, PlaceOrderDto, ShipmentDto } from './order.dto.js';

import { type OrderAnswer, PlaceOrderCommand } from './place-order.js';
import { RecordDeliveryCommand } from './record-delivery.js';
import { ReplacePaymentMethodCommand } from './replace-payment-method.js';
import { ShipOrderCommand } from './ship-order.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(PARTS) private readonly parts: Parts,
  ) {}

  /** Places an order. It is `placed` until its payment is validated, then registered (T06). */
  @Post()
  @RequireScope('orders:write')
  async place(
    @Body() body: PlaceOrderDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(reply, this.commands.execute(new PlaceOrderCommand(body, commandContext(request, caller))));
  }

  /** The order as its stream tells it, at once after any command. */
  @Get(':orderId')
  @RequireScope('orders:read')
  get(@Param('orderId') orderId: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(reply, knownOrder(this.parts.orders, identifierIn('orderId', orderId)));
  }

  /** The warehouse hands the parcel over: 200 means that it may leave; `PAYMENT_REFUSED` that it must not (T17). */
  @Post(':orderId/shipment')
  @HttpCode(200)
  @RequireScope('shipments:write')
  async ship(
    @Param('orderId') id: string,
    @Body() { trackingNumber }: ShipmentDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new ShipOrderCommand(identifierIn('orderId', id), trackingNumber, commandContext(request, caller));
    return answer(reply, this.commands.execute(command));
  }

  /** What the carrier reports. */
  @Post(':orderId/delivery-updates')
  @HttpCode(200)
  @RequireScope('deliveries:write')
  async update(
    @Param('orderId') id: string,
    @Body() body: DeliveryUpdateDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new RecordDeliveryCommand(identifierIn('orderId', id), body, commandContext(request, caller));
    return answer(reply, this.commands.execute(command));
  }

  /** Cancellation before shipment (T29): what the order held goes back. */
  @Post(':orderId/cancellation')
  @HttpCode(200)
  @RequireScope('cancellations:write')
  async cancel(
    @Param('orderId') id: string,
    @Body() body: CancellationDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new CancelOrderCommand(identifierIn('orderId', id), body, commandContext(request, caller));
    return answer(reply, this.commands.execute(command));
  }

  /** Another card, where the payment must be put right. */
  @Post(':orderId/payment-method')
  @HttpCode(200)
  @RequireScope('payment-methods:write')
  async payWith(
    @Param('orderId') id: string,
    @Body() { cardToken }: PaymentMethodDto,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new ReplacePaymentMethodCommand(
      identifierIn('orderId', id),
      cardToken,
      commandContext(request, caller),
    );
    return answer(reply, this.commands.execute(command));
  }
}

/** The order with its revision as the ETag. */
const answer = async (reply: FastifyReply, obeyed: Promise<OrderAnswer>): Promise<OrderResource> => {
  const { order, revision } = await obeyed;
  setRevision(reply, revision);
  return orderResource(order);
};
