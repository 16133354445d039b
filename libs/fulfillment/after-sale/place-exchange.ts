import { deterministicId, newCommand } from '#event-sourcing';
import { type Orders, exchangesToPlace, orderOf, orderStream } from '#ordering';

/** Places the orders that exchange failed items of this one (T27), each once. @throws Unavailable */
export const placeExchanges = async (
  orders: Pick<Orders, 'handle' | 'load'>,
  orderId: string,
  now: string,
): Promise<void> => {
  const order = orderOf((await orders.load(orderStream({ orderId }))).state);
  if (!order) return;
  const { customerId, delivery, termsVersion } = order;
  const { method, address, relayPointId } = delivery;
  const to = { method, ...(address !== undefined && { address }), ...(relayPointId !== undefined && { relayPointId }) };
  for (const { exchangeOrderId, sku } of exchangesToPlace(order)) {
    const line = order.lines.find((one) => one.sku === sku)!;
    const context = (what: string) =>
      newCommand('after-sale', { commandId: deterministicId(what, exchangeOrderId), correlationId: orderId });
    const exchange = { orderId: exchangeOrderId, exchangeOf: orderId, customerId, line, delivery: to, termsVersion };
    await orders.handle({ type: 'PlaceExchange', ...exchange, now }, context('place-exchange'));
    await orders.handle({ type: 'RecordExchangePlaced', orderId, exchangeOrderId, now }, context('exchange-placed'));
  }
};
