import { Unavailable } from '#event-sourcing';
import { authorisePayment } from './authorise-payment.js';
import { reconcilePayment } from './reconcile-payment.js';
import { orderId, shopWithAnOrder } from './shop.examples.js';

describe('A payment whose answer was lost, reconciled with the provider by its key', () => {
  it('records an authorisation that was given, and asks for nothing', async () => {
    const { options, provider, order, events } = await shopWithAnOrder();
    provider.losesAnswers = true;
    await expect(authorisePayment(options, orderId)).rejects.toThrow(Unavailable);
    expect(await reconcilePayment(options, orderId, 'ops/ada')).toEqual([
      { act: 'authorisation', key: `authorisation-${orderId}-1`, outcome: 'authorised' },
    ]);
    expect(await order()).toMatchObject({ status: 'registered', payment: { state: 'authorised' } });
    expect((await events()).at(-1)).toMatchObject({ type: 'PaymentValidated', metadata: { issuedBy: 'ops/ada' } });
  });

  it('ships an order whose debit was captured, once, and no card is debited for it again', async () => {
    const { options, provider, prepare, ship, order, types } = await shopWithAnOrder();
    await prepare();
    provider.losesAnswers = true;
    await expect(ship()).rejects.toThrow(Unavailable);
    for (const expected of [[{ act: 'debit', key: `debit-${orderId}-1`, outcome: 'captured' }], []])
      expect(await reconcilePayment(options, orderId, 'ops/ada')).toEqual(expected);
    expect(await order()).toMatchObject({ status: 'shipped', payment: { state: 'debited' } });
    expect((await types()).filter((type) => type === 'CardDebitedOnShipment')).toHaveLength(1);
    expect(provider.captures).toHaveLength(1);
  });

  it('asks for another card where the debit was refused', async () => {
    const { options, provider, prepare, ship, order } = await shopWithAnOrder('tok_capture_refused');
    await prepare();
    provider.losesAnswers = true;
    await expect(ship()).rejects.toThrow(Unavailable);
    expect(await reconcilePayment(options, orderId, 'ops/ada')).toMatchObject([{ outcome: 'refused' }]);
    expect(await order()).toMatchObject({ status: 'payment-action-required' });
  });

  it('records the void of an authorisation that is needed no more', async () => {
    const { options, provider, prepare, cancel, order } = await shopWithAnOrder();
    await prepare();
    await cancel();
    const [reference] = (await order()).payment.toVoid;
    await provider.void({ key: `void-${reference}`, authorisationId: reference! });
    expect(await reconcilePayment(options, orderId, 'ops/ada')).toMatchObject([{ act: 'void', outcome: 'voided' }]);
    expect(await order()).toMatchObject({ payment: { state: 'voided', toVoid: [] } });
  });

  it('records nothing where nothing was done, or the provider does not say', async () => {
    const { options, provider, types } = await shopWithAnOrder();
    expect(await reconcilePayment(options, orderId, 'ops/ada')).toMatchObject([{ outcome: 'absent' }]);
    provider.isReachable = false;
    expect(await reconcilePayment(options, orderId, 'ops/ada')).toMatchObject([{ outcome: 'unknown' }]);
    expect(await types()).toEqual(['OrderPlaced']);
    expect(await reconcilePayment(options, 'nobody', 'ops/ada')).toEqual([]);
  });
});
