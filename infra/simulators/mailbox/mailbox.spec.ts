import { SimulatorsUnderTest, call, itemsAt } from '../simulators-under-test.js';
import { startMailbox } from './mailbox.js';

const simulators = new SimulatorsUnderTest();
afterAll(() => simulators.end());

const message = (messageId: string, some: object = {}) => ({
  messageId,
  to: 'camille@example.org',
  subject: 'Votre commande',
  text: 'Bonjour',
  ...some,
});

describe('The simulated mailbox', () => {
  it('takes each message once, even when it comes many times at once', async () => {
    const { url } = await simulators.run(startMailbox({ port: 0, dataDir: simulators.folder() }));
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => call('POST', `${url}/messages`, message('m-1'))),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect((await call('POST', `${url}/messages`, message('m-1', { subject: 'changed' }))).status).toBe(200);
    expect(await itemsAt(`${url}/messages`)).toEqual([
      { ...message('m-1'), receivedAt: expect.stringMatching(/Z$/), number: expect.any(Number) },
    ]);
    expect((await call('POST', `${url}/messages`, message('m-2', { to: undefined }))).status).toBe(400);
  });

  it('lists the newest first, of one address or one order, after a restart as before', async () => {
    const config = { port: 0, dataDir: simulators.folder() };
    const first = await startMailbox(config);
    await call('POST', `${first.url}/messages`, message('z', { orderId: 'o-1' }));
    await call('POST', `${first.url}/messages`, message('a', { orderId: 'o-2', html: '<p>Bonjour</p>' }));
    await first.stop();
    const { url } = await simulators.run(startMailbox(config));
    await call('POST', `${url}/messages`, message('m', { to: 'sacha@example.org', orderId: 'o-1' }));
    const ids = async (query: string) =>
      (await itemsAt<{ messageId: string }>(`${url}/messages${query}`)).map(({ messageId }) => messageId);
    expect(await ids('')).toEqual(['m', 'a', 'z']);
    expect(await ids('?to=camille@example.org')).toEqual(['a', 'z']);
    expect(await ids('?orderId=o-1')).toEqual(['m', 'z']);
    expect(await ids('?orderId=o-1&to=camille@example.org')).toEqual(['z']);
  });
});
