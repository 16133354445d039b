import { InvalidTransition, RuleRefused, Unavailable } from '#event-sourcing';
import { ordersOn } from '#ordering';
import { authorisePayment } from './authorise-payment.js';
import { settleDebit } from './ship-and-debit.js';
import { HOUR_MS, orderId, shopWithAnOrder } from './shop.examples.js';

const SHIPPED = ['Shipped', 'CardDebitedOnShipment', 'PropertyTransferred'];
const countOf = (types: readonly string[], type: string) => types.filter((each) => each === type).length;

describe('The card is debited when the parcel is shipped (T17, CGV 9)', () => {
  it('once, for the amount of the order, in one append with the shipment; then property passes (T22)', async () => {
    const { ship, prepare, types, events, provider } = await shopWithAnOrder();
    await prepare();
    expect(provider.captures).toEqual([]);
    const { order } = await ship();
    expect(order).toMatchObject({ status: 'shipped', payment: { state: 'debited' } });
    expect((await types()).slice(-4)).toEqual(['DebitRequested', ...SHIPPED]);
    expect(provider.captures).toHaveLength(1);
    const [capture] = provider.captures;
    expect(capture).toMatchObject({ amountCents: 1200 });
    expect((await events()).at(-2)).toMatchObject({
      data: { amountCents: 1200, reference: capture!.reference, debitedAt: capture!.capturedAt },
    });
  });

  it('never for an order that is not whole', async () => {
    const { ship, options, provider, types } = await shopWithAnOrder();
    await authorisePayment(options, orderId);
    await expect(ship()).rejects.toThrow(InvalidTransition);
    expect(provider.captures).toEqual([]);
    expect(await types()).toEqual(['OrderPlaced', 'PaymentValidated']);
  });

  it('never for an order that was cancelled', async () => {
    const { ship, prepare, cancel, provider } = await shopWithAnOrder();
    await prepare();
    await cancel();
    await expect(ship()).rejects.toThrow(InvalidTransition);
    expect(provider.captures).toEqual([]);
  });

  it('once, when the warehouse asks again, and when two hand it over at the same time', async () => {
    const { ship, prepare, options, store, provider, types } = await shopWithAnOrder();
    await prepare();
    const elsewhere = { ...options, orders: ordersOn(store) };
    await Promise.all([ship(), ship(undefined, elsewhere), ship('one request'), ship('one request', elsewhere)]);
    await ship('one request');
    expect(provider.captures).toHaveLength(1);
    expect((await types()).slice(-4)).toEqual(['DebitRequested', ...SHIPPED]);
  });

  it('once, though the provider acts and its answer is lost: the parcel stays until it is asked again', async () => {
    const { ship, prepare, provider, order, types } = await shopWithAnOrder();
    await prepare();
    provider.losesAnswers = true;
    await expect(ship()).rejects.toThrow(Unavailable);
    expect(provider.captures).toHaveLength(1);
    expect(await order()).toMatchObject({ status: 'in-preparation' });
    provider.losesAnswers = false;
    expect((await ship()).order.status).toBe('shipped');
    expect(provider.captures).toHaveLength(1);
    expect(countOf(await types(), 'DebitRequested')).toBe(1);
  });

  it('and known from then on: a request that comes again needs no provider', async () => {
    const { ship, prepare, provider } = await shopWithAnOrder();
    await prepare();
    await ship('one request');
    provider.isReachable = false;
    expect((await ship('one request')).order.status).toBe('shipped');
    expect((await ship('another request')).order.status).toBe('shipped');
  });

  it('once, though whoever asked for it died before the answer was written: another settles it', async () => {
    const { ship, prepare, options, provider, types } = await shopWithAnOrder();
    await prepare();
    const { orders } = options;
    const dying: typeof orders = {
      load: (stream) => orders.load(stream),
      handle: (command, context) =>
        command.type === 'RecordDebit' ? Promise.reject(new Error('killed')) : orders.handle(command, context),
    };
    await expect(ship('one', { ...options, orders: dying })).rejects.toThrow('killed');
    await Promise.all([settleDebit(options, orderId), settleDebit(options, orderId)]);
    expect(provider.captures).toHaveLength(1);
    expect((await types()).slice(-4)).toEqual(['DebitRequested', ...SHIPPED]);
  });

  it('asked for while the provider is out of reach, on the request that stands in the log', async () => {
    const { ship, prepare, provider, types } = await shopWithAnOrder();
    await prepare();
    provider.isReachable = false;
    await expect(ship()).rejects.toThrow(Unavailable);
    expect((await types()).at(-1)).toBe('DebitRequested');
    expect(provider.captures).toEqual([]);
    provider.isReachable = true;
    expect((await ship()).order.status).toBe('shipped');
  });

  it('and no order is cancelled while its debit is under way (T29)', async () => {
    const { ship, prepare, provider, cancel } = await shopWithAnOrder();
    await prepare();
    provider.losesAnswers = true;
    await expect(ship()).rejects.toThrow(Unavailable);
    await expect(cancel()).rejects.toMatchObject({ violations: [{ rule: 'T29', code: 'TOO_LATE_TO_CANCEL' }] });
  });

  it('on an authorisation that stands: one about to lapse is renewed first', async () => {
    const { ship, prepare, pass, events, order } = await shopWithAnOrder();
    await prepare();
    pass(7 * 24 * HOUR_MS);
    await ship();
    const requested = (await events()).find(({ type }) => type === 'DebitRequested');
    expect(requested).toMatchObject({ data: { authorisation: `authorise-of-authorisation-${orderId}-2` } });
    expect(await order()).toMatchObject({ status: 'shipped' });
  });

  it('not at all when the renewal is refused: the parcel stays', async () => {
    const { ship, prepare, pass, provider, order } = await shopWithAnOrder('tok_renewal_refused');
    await prepare();
    pass(7 * 24 * HOUR_MS);
    await expect(ship()).rejects.toMatchObject({ violations: [{ rule: 'T17', code: 'PAYMENT_REFUSED' }] });
    expect(provider.captures).toEqual([]);
    expect(await order()).toMatchObject({ status: 'payment-action-required', held: { a: 1 } });
  });
});

describe('A debit that is refused (T17, CGV 9)', () => {
  it('keeps the parcel, and is asked for again on another card and under another key', async () => {
    const { ship, prepare, order, provider, options, putOtherCard, types } =
      await shopWithAnOrder('tok_capture_refused');
    await prepare();
    await expect(ship()).rejects.toThrow(RuleRefused);
    await expect(ship()).rejects.toMatchObject({ violations: [{ code: 'PAYMENT_REFUSED', article: 'CGV 9' }] });
    expect(provider.captures).toEqual([]);
    expect(await order()).toMatchObject({ status: 'payment-action-required', held: { a: 1 } });
    await putOtherCard();
    await authorisePayment(options, orderId);
    expect((await ship()).order.status).toBe('shipped');
    expect(provider.captures).toEqual([expect.objectContaining({ reference: `capture-of-debit-${orderId}-2` })]);
    expect(countOf(await types(), 'Shipped')).toBe(1);
  });

  it('is not the answer for ever: the same request ships once another card was given', async () => {
    const { ship, prepare, options, putOtherCard, types } = await shopWithAnOrder('tok_capture_refused');
    await prepare();
    await expect(ship('one request')).rejects.toThrow(RuleRefused);
    await putOtherCard();
    await authorisePayment(options, orderId);
    expect((await ship('one request')).order.status).toBe('shipped');
    expect(countOf(await types(), 'DebitRefused')).toBe(1);
  });

  it('lets the order be cancelled: what it held and its authorisation go back (T29)', async () => {
    const { ship, prepare, cancel, order, events } = await shopWithAnOrder('tok_capture_refused');
    await prepare();
    await expect(ship()).rejects.toThrow(RuleRefused);
    await cancel();
    expect((await events()).at(-1)).toMatchObject({
      type: 'OrderCancelled',
      data: { claimed: [{ sku: 'a', quantity: 1 }] },
    });
    expect((await order()).payment.toVoid).toEqual([`authorise-of-authorisation-${orderId}-1`]);
  });
});
