import { Unavailable } from '#event-sourcing';
import { ordersOn } from '#ordering';
import { releaseOrder } from '../holding/release-order.js';
import { authorisePayment, voidAuthorisations } from './authorise-payment.js';
import { HOUR_MS, orderId, shopWithAnOrder } from './shop.examples.js';

const DAY_MS = 24 * HOUR_MS;

describe('The authorisation of an order (T06, T17)', () => {
  it('registers it, once, however often it is asked for', async () => {
    const { options, types, order } = await shopWithAnOrder();
    await authorisePayment(options, orderId);
    await authorisePayment(options, orderId);
    expect(await types()).toEqual(['OrderPlaced', 'PaymentValidated']);
    expect(await order()).toMatchObject({ status: 'registered', payment: { state: 'authorised' } });
  });

  it('is recorded once when two ask for it at the same time', async () => {
    const { options, store, types } = await shopWithAnOrder();
    const other = { ...options, orders: ordersOn(store) };
    await Promise.all([authorisePayment(options, orderId), authorisePayment(other, orderId)]);
    expect(await types()).toEqual(['OrderPlaced', 'PaymentValidated']);
  });

  it('leaves the order as it is while its outcome is not known, and is asked for again under the same key', async () => {
    const { options, provider, types, events } = await shopWithAnOrder();
    provider.losesAnswers = true;
    await expect(authorisePayment(options, orderId)).rejects.toThrow(Unavailable);
    expect(await types()).toEqual(['OrderPlaced']);
    provider.losesAnswers = false;
    await authorisePayment(options, orderId);
    expect((await events()).at(-1)).toMatchObject({
      type: 'PaymentValidated',
      data: { reference: `authorise-of-authorisation-${orderId}-1`, amountCents: 1200 },
    });
  });

  it('lets the order wait for another card when it is refused, and registers it with that card', async () => {
    const { options, types, order, putOtherCard } = await shopWithAnOrder('tok_declined');
    await authorisePayment(options, orderId);
    await authorisePayment(options, orderId);
    expect(await order()).toMatchObject({ status: 'payment-action-required', orderNumber: null });
    await putOtherCard();
    await authorisePayment(options, orderId);
    expect(await types()).toEqual(['OrderPlaced', 'PaymentRefused', 'PaymentMethodReplaced', 'PaymentValidated']);
  });

  it('is refused without asking once the card data were erased (P07)', async () => {
    const { options, order } = await shopWithAnOrder();
    await authorisePayment({ ...options, openCardToken: () => Promise.resolve(undefined) }, orderId);
    expect(await order()).toMatchObject({ status: 'payment-action-required' });
  });

  it('is renewed a day before it lapses, not earlier, and the former is voided', async () => {
    const { options, pass, types, order, holdWhole, provider } = await shopWithAnOrder();
    await authorisePayment(options, orderId);
    await holdWhole();
    pass(6 * DAY_MS - 1);
    await authorisePayment(options, orderId);
    expect(await types()).not.toContain('AuthorisationRenewed');
    pass(1);
    await authorisePayment(options, orderId);
    const former = `authorise-of-authorisation-${orderId}-1`;
    expect((await order()).payment.toVoid).toEqual([former]);
    await voidAuthorisations(options, orderId);
    await voidAuthorisations(options, orderId);
    expect((await types()).filter((type) => type === 'AuthorisationVoided')).toHaveLength(1);
    const late = { key: 'late', authorisationId: former, amountCents: 1200 };
    expect(await provider.capture(late)).toEqual({ outcome: 'refused', reason: 'voided' });
  });

  it('that lapsed while the order waited is renewed before its release', async () => {
    const { options, pass, order, holdWhole } = await shopWithAnOrder();
    await authorisePayment(options, orderId);
    pass(30 * DAY_MS);
    await holdWhole();
    await releaseOrder(options, orderId);
    const { status, payment } = await order();
    expect(status).toBe('in-preparation');
    expect(payment.authorisation!.until > options.now()).toBe(true);
  });

  it('whose renewal is refused keeps a whole order from being released, until another card is given', async () => {
    const { options, pass, order, holdWhole, putOtherCard } = await shopWithAnOrder('tok_renewal_refused');
    await authorisePayment(options, orderId);
    pass(7 * DAY_MS);
    await holdWhole();
    await releaseOrder(options, orderId);
    expect(await order()).toMatchObject({ status: 'payment-action-required', held: { a: 1 } });
    await releaseOrder(options, orderId);
    expect((await order()).releasedAt).toBeUndefined();
    await putOtherCard();
    await releaseOrder(options, orderId);
    expect(await order()).toMatchObject({ status: 'in-preparation', payment: { state: 'authorised' } });
  });

  it('that comes after the order was cancelled is voided (T29)', async () => {
    const { options, provider, cancel, types, order } = await shopWithAnOrder();
    const slow = {
      ...provider,
      authorise: async (request: Parameters<typeof provider.authorise>[0]) => {
        const answer = await provider.authorise(request);
        await cancel();
        return answer;
      },
    };
    await authorisePayment({ ...options, provider: slow }, orderId);
    expect(await types()).toEqual(['OrderPlaced', 'OrderCancelled', 'AuthorisationCameTooLate']);
    await voidAuthorisations(options, orderId);
    expect((await order()).payment).toMatchObject({ state: 'voided', toVoid: [] });
  });

  it('of a cancelled order stays to be voided while the provider is out of reach (T29)', async () => {
    const { options, provider, cancel, order } = await shopWithAnOrder();
    await authorisePayment(options, orderId);
    await cancel();
    provider.isReachable = false;
    await expect(voidAuthorisations(options, orderId)).rejects.toThrow(Unavailable);
    expect((await order()).payment.toVoid).toHaveLength(1);
    provider.isReachable = true;
    await voidAuthorisations(options, orderId);
    expect((await order()).payment).toMatchObject({ state: 'voided', toVoid: [] });
  });
});
