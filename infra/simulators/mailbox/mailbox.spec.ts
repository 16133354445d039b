import { smtpMailer } from '#mail';
import { SimulatorsUnderTest, itemsAt } from '../simulators-under-test.js';
import { startMailbox } from './mailbox.js';

const simulators = new SimulatorsUnderTest();
afterAll(() => simulators.end());

const mail = (messageId: string, some: object = {}) => ({
  ...{ messageId, to: 'camille@example.org', subject: 'Votre commande', text: 'Bonjour\n', html: '<p>Bonjour</p>' },
  ...{ orderId: 'o-1', ...some },
});
const mailerOf = (url: string) => smtpMailer({ url, from: 'suivi@boutique-pro.example' });
const config = () => ({ port: 0, smtpPort: 0, dataDir: simulators.folder() });

describe('The mailbox of development', () => {
  it('keeps each e-mail once, however often it is handed over', async () => {
    const mailbox = await simulators.run(startMailbox(config()));
    const mailer = mailerOf(mailbox.smtpUrl);
    const answers = await Promise.all(Array.from({ length: 10 }, () => mailer.send(mail('m-1@complet'))));
    expect(answers).toEqual(Array(10).fill({ outcome: 'sent' }));
    const { messageId, to, subject, orderId } = mail('m-1@complet');
    expect(await itemsAt(`${mailbox.url}/messages`)).toMatchObject([{ messageId, to, subject, orderId }]);
    await mailer.close();
  });

  it('refuses for good who is nobody, and shows what it was sent as it was sent', async () => {
    const mailbox = await simulators.run(startMailbox(config()));
    const mailer = mailerOf(mailbox.smtpUrl);
    expect(await mailer.send(mail('m-1', { to: 'nobody@invalid.example' }))).toEqual({
      ...{ outcome: 'refused', reason: 'the mail server answered 550' },
    });
    await mailer.send(mail('m-2', { subject: '<script>alert(1)</script>' }));
    const list = await (await fetch(mailbox.url)).text();
    expect(list).toContain('&lt;script&gt;');
    expect(await (await fetch(`${mailbox.url}/messages/1`)).text()).toContain('<p>Bonjour</p>');
    await mailer.close();
  });

  it('lists the newest first, of one address or one order, after a restart as before', async () => {
    const settings = config();
    const first = await startMailbox(settings);
    const before = mailerOf(first.smtpUrl);
    await before.send(mail('z'));
    await before.send(mail('a', { orderId: 'o-2' }));
    await before.close();
    await first.stop();
    const mailbox = await simulators.run(startMailbox(settings));
    const after = mailerOf(mailbox.smtpUrl);
    await after.send(mail('m', { to: 'sacha@example.org' }));
    await after.close();
    const ids = async (query: string) =>
      (await itemsAt<{ messageId: string }>(`${mailbox.url}/messages${query}`)).map(({ messageId }) => messageId);
    expect(await ids('')).toEqual(['m', 'a', 'z']);
    expect(await ids('?to=camille@example.org')).toEqual(['a', 'z']);
    expect(await ids('?orderId=o-1')).toEqual(['m', 'z']);
    expect(await ids('?orderId=o-1&to=camille@example.org')).toEqual(['z']);
  });
});
