import { Body, Controller, Get, HttpCode, Inject, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '#access';
import { type CommandContext } from '#event-sourcing';
import { knownOrder } from '#ordering';
import { CommandContextOf } from '../command-context-of.js';
import { IdentifierParam } from '../identifier.js';
import { type Parts, PARTS } from '../parts.js';
import { EndOrderCommand } from './end-order.js';
import { OrderAnswerInterceptor } from './order-answer.js';
import {
  CancellationDto,
  DeliveryUpdateDto,
  PaymentMethodDto,
  PlaceOrderDto,
  RefusalDto,
  ShipmentDto,
} from './order.dto.js';
import { PlaceOrderCommand } from './place-order.js';
import { RecordDeliveryCommand } from './record-delivery.js';
import { ReplacePaymentMethodCommand } from './replace-payment-method.js';
import { ShipOrderCommand } from './ship-order.js';

@ApiTags('orders')
@UseInterceptors(OrderAnswerInterceptor)
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(PARTS) private readonly parts: Parts,
  ) {}

  /** Places an order. It is `placed` until its payment is validated, then registered (T06). */
  @Post()
  @RequireScope('orders:write')
  place(@Body() body: PlaceOrderDto, @CommandContextOf() context: CommandContext) {
    return this.commands.execute(new PlaceOrderCommand(body, context));
  }

  /** The order as its stream tells it, at once after any command. */
  @Get(':orderId')
  @RequireScope('orders:read')
  get(@IdentifierParam('orderId') orderId: string) {
    return knownOrder(this.parts.orders, orderId);
  }

  /** The warehouse hands the parcel over: 200 means that it may leave; `PAYMENT_REFUSED` that it must not (T17). */
  @Post(':orderId/shipment')
  @HttpCode(200)
  @RequireScope('shipments:write')
  ship(
    @IdentifierParam('orderId') orderId: string,
    @Body() { trackingNumber }: ShipmentDto,
    @CommandContextOf() context: CommandContext,
  ) {
    return this.commands.execute(new ShipOrderCommand(orderId, trackingNumber, context));
  }

  /** What the carrier reports: at the relay point or post office, delivered, returned, cash collected (T16, T24, T25). */
  @Post(':orderId/delivery-updates')
  @HttpCode(200)
  @RequireScope('deliveries:write')
  update(
    @IdentifierParam('orderId') orderId: string,
    @Body() body: DeliveryUpdateDto,
    @CommandContextOf() context: CommandContext,
  ) {
    return this.commands.execute(new RecordDeliveryCommand(orderId, body, context));
  }

  /** Cancellation before shipment (T29): what the order held goes back. */
  @Post(':orderId/cancellation')
  @HttpCode(200)
  @RequireScope('cancellations:write')
  cancel(
    @IdentifierParam('orderId') orderId: string,
    @Body() body: CancellationDto,
    @CommandContextOf() context: CommandContext,
  ) {
    return this.commands.execute(new EndOrderCommand(orderId, { type: 'CancelOrder', ...body }, context));
  }

  /** The staff refuse the order, until it has shipped (T05): what it held goes back. */
  @Post(':orderId/refusal')
  @HttpCode(200)
  @RequireScope('refusals:write')
  refuse(
    @IdentifierParam('orderId') orderId: string,
    @Body() body: RefusalDto,
    @CommandContextOf() context: CommandContext,
  ) {
    return this.commands.execute(new EndOrderCommand(orderId, { type: 'RefuseOrder', ...body }, context));
  }

  /** Another card, where the payment must be put right. */
  @Post(':orderId/payment-method')
  @HttpCode(200)
  @RequireScope('payment-methods:write')
  payWith(
    @IdentifierParam('orderId') orderId: string,
    @Body() { cardToken }: PaymentMethodDto,
    @CommandContextOf() context: CommandContext,
  ) {
    return this.commands.execute(new ReplacePaymentMethodCommand(orderId, cardToken, context));
  }
}
