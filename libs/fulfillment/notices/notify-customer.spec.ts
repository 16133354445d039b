import { Unavailable } from '#event-sourcing';
import { InMemoryMailer } from '#mail';
import { orderId, shopWithAnOrder } from '../payment/shop.examples.js';
import { authorisePayment } from '../payment/authorise-payment.js';
import { type NotifyingOptions, notifyCustomer } from './notify-customer.js';

const shopWithAMailer = async (email: string | undefined = 'ada@example.org', cardToken?: string) => {
  const shop = await shopWithAnOrder(cardToken);
  const mailer = new InMemoryMailer();
  const { orders, now } = shop.options;
  const recipient = { contactName: 'Ada <b>', companyName: 'ACME' };
  const options: NotifyingOptions = {
    ...{ orders, mailer, now },
    recipientOf: () => Promise.resolve(email === undefined ? undefined : { ...recipient, email }),
    linkTo: (number) => Promise.resolve(`https://suivi.example/suivi/${number}?access=token`),
    alone: (_, act) => act(),
  };
  return { ...shop, mailer, notify: (fields = {}) => notifyCustomer({ ...options, ...fields }, orderId) };
};
const subjects = ({ inbox }: InMemoryMailer) => inbox.map(({ subject }) => subject.replace(/ C-[\w-]+/, ''));

describe('A customer is told by e-mail', () => {
  it('the number and the recap of their order when it is registered, not before, and once (T06)', async () => {
    const shop = await shopWithAMailer();
    await shop.notify();
    expect(shop.mailer.inbox).toEqual([]);
    await authorisePayment(shop.options, orderId);
    await shop.notify();
    await shop.notify();
    const number = (await shop.order()).orderNumber!;
    expect(shop.mailer.inbox).toMatchObject([
      { to: 'ada@example.org', subject: `Votre commande ${number} est enregistrée` },
    ]);
    const { text, html } = shop.mailer.inbox[0]!;
    for (const said of ['1 ×', 'Casque', '12,00', `https://suivi.example/suivi/${number}`, 'expédition']) {
      expect(text.replace(/\u00a0|\u202f/g, ' ')).toContain(said);
      expect(html.replace(/\u00a0|\u202f/g, ' ')).toContain(said);
    }
    expect(html).toContain('Ada &lt;b&gt;');
    expect(await shop.types()).toContain('CustomerNotified');
  });
  it('of each thing that happens, in order', async () => {
    const shop = await shopWithAMailer();
    await authorisePayment(shop.options, orderId);
    await shop.send({ type: 'RecordAllocations', orderId, held: [{ sku: 'a', quantity: 0 }], now: shop.options.now() });
    await shop.cancel();
    await shop.notify();
    expect(subjects(shop.mailer)).toEqual([
      ...['Votre commande est enregistrée', 'Votre commande attend des articles', 'Votre commande est annulée'],
    ]);
    expect((await shop.order()).noticesOwed).toBeUndefined();
  });
  it('that their payment must be put right, and again when it must again', async () => {
    const shop = await shopWithAMailer(undefined, 'tok_declined');
    await authorisePayment(shop.options, orderId);
    await shop.notify();
    await shop.putOtherCard('tok_declined');
    await authorisePayment(shop.options, orderId);
    await shop.notify();
    expect(new Set(shop.mailer.inbox.map(({ messageId }) => messageId)).size).toBe(2);
    expect(subjects(shop.mailer)).toEqual(Array(2).fill('Votre commande : paiement à régulariser'));
  });
  it('later, where the mail server is away', async () => {
    const shop = await shopWithAMailer();
    await authorisePayment(shop.options, orderId);
    shop.mailer.isReachable = false;
    await expect(shop.notify()).rejects.toThrow(Unavailable);
    shop.mailer.isReachable = true;
    await shop.notify();
    expect(shop.mailer.inbox).toHaveLength(1);
  });
  it('once, though the process died between the mail server’s answer and the record', async () => {
    const shop = await shopWithAMailer();
    await authorisePayment(shop.options, orderId);
    const { orders } = shop.options;
    const dying = { load: orders.load.bind(orders), handle: () => Promise.reject(new Unavailable('store', 'died')) };
    await expect(shop.notify({ orders: dying })).rejects.toThrow(Unavailable);
    expect(shop.mailer.inbox).toHaveLength(1);
    await shop.notify();
    expect(shop.mailer.inbox).toHaveLength(1);
    expect((await shop.types()).filter((type) => type === 'CustomerNotified')).toHaveLength(1);
  });
  it('and the staff see it where there is nobody to write to', async () => {
    const shop = await shopWithAMailer('nobody@invalid.example');
    await authorisePayment(shop.options, orderId);
    await shop.notify();
    await shop.notify();
    expect((await shop.types()).filter((type) => type === 'NoticeUndeliverable')).toHaveLength(1);
    expect((await shop.order()).flags).toEqual(['notice-undeliverable']);
  });
});
