import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { setRevision } from '#http-api';
import { type OrderResource, orderResource } from '#order-tracking';
import { FORCE_MAJEURE_STREAM, type Order, type OrderState, orderOf, parisDay } from '#ordering';
import { type FastifyReply } from 'fastify';
import { type Observable, mergeMap } from 'rxjs';
import { type Parts, PARTS } from '../parts.js';

export interface OrderAnswer {
  readonly order: Order;
  readonly revision: number;
}

/** What a command made of an order that there is. */
export const orderAnswer = (outcome: { readonly state: OrderState; readonly revision: number }): OrderAnswer => ({
  order: orderOf(outcome.state)!,
  revision: outcome.revision,
});

/** Shows an order as the contract says, its revision as the ETag. */
@Injectable()
export class OrderAnswerInterceptor implements NestInterceptor<OrderAnswer, OrderResource> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  intercept(context: ExecutionContext, next: CallHandler<OrderAnswer>): Observable<OrderResource> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const show = async ({ order, revision }: OrderAnswer): Promise<OrderResource> => {
      setRevision(reply, revision);
      const forceMajeure = await this.parts.forceMajeureReader.read(FORCE_MAJEURE_STREAM);
      return orderResource(order, { forceMajeure, today: parisDay(this.parts.now()) });
    };
    return next.handle().pipe(mergeMap(show));
  }
}
