import { createHmac, timingSafeEqual } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public, Unauthenticated } from '#access';
import { RuleRefused } from '#event-sourcing';
import { authorisePayment, settleDebit } from '#fulfillment';
import { type FastifyRequest } from 'fastify';
import { type Parts, PARTS } from '../parts.js';

/** The payment provider's webhook. It wakes up and never decides: what happened is asked for again, by key. */
@ApiTags('payment')
@Public()
@Controller('v1/payment-notifications')
export class PaymentNotificationsController {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  @Post()
  @HttpCode(202)
  async notify(
    @Body() body: unknown,
    @Headers('x-signature') signature: string | undefined,
    @Req() request: FastifyRequest & { rawBody?: string },
  ): Promise<void> {
    this.checkSignature(request.rawBody ?? '', signature ?? '');
    const { kind, idempotencyKey } = body as { readonly kind: string; readonly idempotencyKey: string };
    const orderId = /^(?:authorisation|debit)-(.+)-\d+$/.exec(idempotencyKey)?.[1];
    if (orderId === undefined) return;
    if (kind === 'authorisation') await authorisePayment(this.parts.payment, orderId, 'payment-provider');
    if (kind === 'capture') await settleDebit(this.parts.payment, orderId).catch(ignoreRefusal);
  }

  private checkSignature(body: string, signature: string): void {
    const expected = Buffer.from(`sha256=${createHmac('sha256', this.parts.webhookSecret).update(body).digest('hex')}`);
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Unauthenticated('the notification is not signed by the payment provider');
  }
}

/** A refused debit is recorded on the order; the provider, who refused it, need not be told. */
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof RuleRefused)) throw error;
};
