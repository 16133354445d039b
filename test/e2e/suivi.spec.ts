import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { developmentKey, issueToken, signedLink } from '#access';
import { hasBrowser, openBrowser, scrollsSideways, seriousFaults } from './browser.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

const HOSTILE = `<script>document.title='taken'</script>"><img src=x onerror="document.title='taken'">`;
const LONG = 'Casque-sans-fil-à-réduction-de-bruit-active-et-micro-directionnel-pour-centre-d’appels-très-bruyant';

(hasBrowser ? describe : describe.skip)('« Suivi de commande » in a browser', () => {
  let shop: RunningSystem;
  let browser: Browser;
  let tracking: string;
  const opened: Page[] = [];

  beforeAll(async () => {
    [shop, browser] = await Promise.all([runSystem(), openBrowser()]);
    tracking = shop.system.urls.tracking;
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', { ...customer(), companyName: HOSTILE });
    const products = { casque: 'Casque', lampe: HOSTILE, long: LONG };
    for (const [sku, name] of Object.entries(products))
      await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product({ name }));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await shop.end();
  }, 30_000);

  const place = async (...skus: string[]) => {
    const lines = skus.map((sku) => ({ sku, quantity: 2 }));
    const { body } = await shop.call('shop-front', 'POST', '/v1/orders', order(lines));
    const orderId = body.orderId as string;
    const held = await eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${orderId}`),
      (answer) => answer.body.status === 'on-hold' && answer.body.waitingFor.length > 0,
    );
    const number = held.body.orderNumber as string;
    await eventually(
      () => shop.track('zq', `/${number}`),
      ({ body: tracked }) => tracked.status === 'on-hold',
    );
    return { orderId, number };
  };
  const token = async () =>
    issueToken(await developmentKey(shop.dataDir), { role: 'customer', customerId: 'zq', ttl: '1h' });
  /** A page of one who has a session already. */
  const visit = async (path: string, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ locale: 'fr-FR', ...options });
    await context.addCookies([{ name: 'suivi-session', value: await token(), url: tracking, httpOnly: true }]);
    const page = await context.newPage();
    opened.push(page);
    await page.goto(tracking + path);
    return page;
  };
  const heading = (page: Page) => page.getByRole('heading', { level: 1 });
  const becomes = (page: Page, text: string) =>
    page.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, text, { timeout: 20_000 });

  it('follows an order from its wait to its delivery, in an open page that is never loaded again', async () => {
    const { orderId, number } = await place('casque', 'lampe');
    const page = await visit(`/suivi/${number}`);
    await page.evaluate(() => ((globalThis as { isTheSame?: boolean }).isTheSame = true));
    await page.getByText('Cette page se met à jour d’elle-même.').waitFor();
    expect(await heading(page).textContent()).toBe('Votre commande attend des articles');
    expect(await page.getByText('La commande ne peut pas faire l’objet d’une livraison partielle').count()).toBe(1);

    const receive = (receiptId: string, sku: string) =>
      shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId, sku, quantity: 2 });
    await receive('live-1', 'casque');
    await page.waitForFunction(() => document.querySelectorAll('.missing li').length === 1);
    expect(await heading(page).textContent()).toBe('Votre commande attend des articles');
    await receive('live-2', 'lampe');
    await becomes(page, 'Votre commande est en préparation');
    expect(await page.getByText('ne peut pas faire l’objet').count()).toBe(0);

    await shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A12345678901' });
    await becomes(page, 'Votre colis est en route');
    await page.getByText('6A12345678901').waitFor();
    // Its event comes right behind the shipment's, and may be shown an instant later.
    await page.getByText(/ont été débités à l’expédition du colis, le/).waitFor();

    const update = { status: 'delivered', at: new Date().toISOString() };
    await shop.call('carrier', 'POST', `/v1/orders/${orderId}/delivery-updates`, update);
    await becomes(page, 'Votre commande est livrée');
    expect(await page.getByRole('status').textContent()).toBe('Votre commande est livrée');
    expect(await page.evaluate(() => (globalThis as { isTheSame?: boolean }).isTheSame)).toBe(true);
    expect(await seriousFaults(page)).toEqual([]);
  }, 60_000);

  it('shows in the open list an order from the moment it is placed until it is delivered', async () => {
    await shop.call('catalog', 'PUT', '/v1/products/liste', product({ name: 'Produit de liste' }));
    const page = await visit('/suivi');
    await page.evaluate(() => ((globalThis as { isTheSame?: boolean }).isTheSame = true));
    const listed = page.locator('.order', { hasText: 'Produit de liste' });
    const comesTo = (status: string) => listed.getByText(status, { exact: true }).waitFor({ timeout: 20_000 });
    shop.system.kill('payment-provider', 'SIGSTOP');
    const lines = [{ sku: 'liste', quantity: 1 }];
    const { orderId } = (await shop.call('shop-front', 'POST', '/v1/orders', order(lines))).body;
    await comesTo('Commande passée');
    shop.system.kill('payment-provider', 'SIGCONT');
    await comesTo('En attente d’articles');
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'list-1', sku: 'liste', quantity: 1 });
    await comesTo('En préparation');
    await shop.call('warehouse', 'POST', `/v1/orders/${orderId}/shipment`, { trackingNumber: '6A-liste' });
    const update = { status: 'delivered', at: new Date().toISOString() };
    await shop.call('carrier', 'POST', `/v1/orders/${orderId}/delivery-updates`, update);
    await comesTo('Livrée');
    expect(await page.evaluate(() => (globalThis as { isTheSame?: boolean }).isTheSame)).toBe(true);
  }, 120_000);

  it('comes back by itself to a process that died and was started again, and shows what happened meanwhile', async () => {
    await shop.call('catalog', 'PUT', '/v1/products/retour', product({ name: 'Retour' }));
    const { number } = await place('retour');
    const page = await visit(`/suivi/${number}`);
    await page.getByText('Cette page se met à jour d’elle-même.').waitFor();
    shop.system.kill('tracking');
    await page.getByText('Cette page se met à jour d’elle-même.').waitFor({ state: 'hidden' });
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'back-1', sku: 'retour', quantity: 2 });
    await shop.system.ready('tracking');
    await becomes(page, 'Votre commande est en préparation');
  }, 60_000);

  it('is whole without JavaScript', async () => {
    const { number } = await place('casque', 'lampe');
    const page = await visit(`/suivi/${number}`, { javaScriptEnabled: false });
    expect(await heading(page).textContent()).toBe('Votre commande attend des articles');
    expect(await page.locator('.step').count()).toBeGreaterThan(4);
    await page.getByRole('link', { name: 'Actualiser cette page' }).click();
    await page.getByRole('link', { name: 'Toutes vos commandes' }).click();
    await page.getByRole('link', { name: `Commande ${number}` }).click();
    expect(new URL(page.url()).pathname).toBe(`/suivi/${number}`);
  });

  it('is read on a phone of 360 pixels, and on a wide screen, without scrolling sideways', async () => {
    const { number } = await place('long', 'lampe', 'casque');
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1600, height: 900 },
    ])
      for (const path of [`/suivi/${number}`, '/suivi', '/suivi/C-0']) {
        const page = await visit(path, { viewport });
        expect([path, viewport.width, await scrollsSideways(page)]).toEqual([path, viewport.width, false]);
        await page.context().close();
      }
  });

  it('has nothing serious or critical for axe-core to find, by day and by night', async () => {
    const { number } = await place('casque', 'lampe');
    for (const colorScheme of ['light', 'dark'] as const)
      for (const path of [`/suivi/${number}`, '/suivi', '/suivi/C-0']) {
        const page = await visit(path, { colorScheme, viewport: { width: 390, height: 800 } });
        expect([path, colorScheme, ...(await seriousFaults(page))]).toEqual([path, colorScheme]);
        await page.context().close();
      }
    const stranger = await browser.newPage();
    await stranger.goto(`${tracking}/suivi`);
    expect(await seriousFaults(stranger)).toEqual([]);
  }, 60_000);

  it('is entered and walked through by the keyboard alone', async () => {
    const { number } = await place('casque');
    const page = await browser.newPage({ locale: 'fr-FR' });
    await page.goto(`${tracking}/suivi`);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (text: string) => {
      for (let presses = 0; (await focused()) !== text; presses++) {
        expect(presses).toBeLessThan(30);
        await page.keyboard.press('Tab');
      }
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
      expect(outline).not.toBe('none');
    };
    await tabTo('Aller au contenu');
    await tabTo('J’ai un jeton d’accès');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(await token());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Vos commandes' }).waitFor();
    await tabTo(`Commande ${number}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${tracking}/suivi/${number}`);
    await tabTo('Aller au contenu');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.close();
  });

  it('shows as text whatever was written into a product’s name', async () => {
    const { number } = await place('lampe');
    const alerts: string[] = [];
    const page = await visit(`/suivi/${number}`);
    page.on('console', (message) => alerts.push(message.text()));
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0);
    expect(await page.locator('main img').count()).toBe(0);
    await page.goto(`${tracking}/suivi`);
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0);
    expect(await page.title()).not.toContain('taken');
    expect(alerts).toEqual([]);
  });

  it('is opened by a signed link, live too, and leaves no token in the address', async () => {
    const { number } = await place('casque');
    const link = await signedLink(await developmentKey(shop.dataDir), { orderNumber: number });
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(`${tracking}/suivi/${number}?access=${link}`);
    expect(page.url()).toBe(`${tracking}/suivi/${number}`);
    expect(await heading(page).textContent()).toBe('Your order is waiting for items');
    await page.getByText('This page keeps itself up to date.').waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.goto(`${tracking}/suivi`);
    expect(await heading(page).textContent()).toBe('Identify yourself to follow your order');
  });

  it('reads its documentation under the same strict policy', async () => {
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(`${tracking}/docs`);
    await page.getByText('/v1/tracking/{orderNumber}/updates').waitFor();
    expect(refused.filter((text) => text.includes('script'))).toEqual([]);
  });
});
