import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { developmentKey, issueToken } from '#access';
import { orderTracking } from '#order-tracking';
import { connectRedis, connected, viewKeys } from '#redis';
import { hasBrowser, openBrowser, scrollsSideways, seriousFaults } from './browser.js';
import { type RunningSystem, customer, eventually, order, product, runSystem } from './running-system.js';

const HOSTILE = `<script>document.title='taken'</script>`;

(hasBrowser ? describe : describe.skip)('The staff’s desk in a browser', () => {
  let shop: RunningSystem;
  let browser: Browser;
  let desk: string;

  const place = async (...lines: { sku: string; quantity: number }[]) => {
    const { body } = await shop.call('shop-front', 'POST', '/v1/orders', order(lines));
    return body.orderId as string;
  };
  const figures = async (token?: string) => {
    const headers = { authorization: `Bearer ${token ?? (await staffToken())}` };
    const reply = await fetch(`${desk}/v1/desk`, { headers });
    return { status: reply.status, body: await reply.json() };
  };
  const tokenOf = async (claims: Parameters<typeof issueToken>[1]) =>
    issueToken(await developmentKey(shop.dataDir), claims);
  const staffToken = () => tokenOf({ role: 'operations', ttl: '1h' });
  const visit = async (path = '/', options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    await context.addCookies([{ name: 'desk-session', value: await staffToken(), url: desk, httpOnly: true }]);
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
    await page.goto(desk + path, { waitUntil: 'networkidle' });
    return { page, refused };
  };
  const rowOf = (page: Page, card: string, name: string) =>
    page.getByRole('region', { name: card }).getByRole('listitem').filter({ hasText: name });

  beforeAll(async () => {
    [shop, browser] = await Promise.all([runSystem({ AUDIT_EVERY_MS: '1000' }), openBrowser()]);
    desk = shop.system.urls.desk;
    await shop.call('shop-front', 'PUT', '/v1/customers/zq', customer());
    for (const sku of ['wanted', 'rare', 'there']) await shop.call('catalog', 'PUT', `/v1/products/${sku}`, product());
    await shop.call('warehouse', 'POST', '/v1/stock-receipts', { receiptId: 'r', sku: 'there', quantity: 1 });
    for (const quantity of [1, 2]) await place({ sku: 'wanted', quantity });
    await place({ sku: 'wanted', quantity: 3 }, { sku: 'rare', quantity: 1 });
    const whole = await place({ sku: 'there', quantity: 1 });
    await eventually(
      () => shop.call('shop-front', 'GET', `/v1/orders/${whole}`),
      ({ body }) => body.status === 'in-preparation',
    );
    const shipment = { trackingNumber: '6A-desk' };
    expect(await shop.call('warehouse', 'POST', `/v1/orders/${whole}/shipment`, shipment)).toMatchObject({
      status: 200,
    });
    await eventually(
      () => figures(),
      ({ body }) => body.statuses?.['on-hold'] === 3 && body.hours?.at(-1).shipped + body.hours?.at(-2).shipped === 1,
      60_000,
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await shop.end();
  }, 30_000);

  it('shows who waits for what, by age and by SKU, what went through, views, jobs and parts', async () => {
    const { page, refused } = await visit();
    await page.getByRole('heading', { level: 1, name: 'All is well' }).waitFor();
    expect(await rowOf(page, 'Holds by age', 'under a day').textContent()).toMatch(/3\s*$/);
    const skus = page.getByRole('region', { name: 'SKUs that block most orders' }).getByRole('listitem');
    expect((await skus.allTextContents()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^wanted ?3 orders, 6 units missing, for \d+ (s|min)$/),
      expect.stringMatching(/^rare ?1 order, 1 unit missing, for/),
    ]);
    const paid = page
      .getByRole('region', { name: 'Throughput' })
      .getByRole('img', { name: /^debited: €24 in 24 hours/ });
    expect(await paid.locator('rect').count()).toBe(24);
    for (const view of ['order-tracking', 'wake-ups', 'throughput'])
      expect(await rowOf(page, 'Views', view).textContent()).toMatch(/caught up|event/);
    expect(await rowOf(page, 'Parts', 'worker').textContent()).toContain('up');
    expect(refused).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('shows an alarm when something stands still, without being loaded again, and takes it back', async () => {
    const redis = connectRedis(shop.system.urls.redis);
    await connected(redis);
    const { page } = await visit();
    const { parked } = viewKeys(orderTracking);
    const events = [{ id: 'e', type: 'Shipped', stream: 'order-1', revision: 3 }];
    await redis.hset(parked, 'C-TEST', JSON.stringify({ reason: `Error: ${HOSTILE}`, events }));
    await page
      .getByRole('list', { name: 'Alarms' })
      .getByText('DocumentsParked', { exact: true })
      .waitFor({ timeout: 30_000 });
    expect(await rowOf(page, 'Views', 'C-TEST').textContent()).toContain(HOSTILE);
    expect(await page.title()).toMatch(/^\d alarms? · Complet desk$/);
    await redis.hdel(parked, 'C-TEST');
    await page.getByRole('heading', { level: 1, name: 'All is well' }).waitFor({ timeout: 60_000 });
    redis.disconnect();
    await page.context().close();
  }, 120_000);

  it('says that no job comes back once the worker is stopped', async () => {
    shop.system.kill('worker', 'SIGSTOP');
    try {
      await eventually(
        () => figures(),
        ({ body }) => body.alarms?.some(({ name }: { name: string }) => name === 'JobsNotDone'),
        60_000,
      );
    } finally {
      shop.system.kill('worker', 'SIGCONT');
    }
    await eventually(
      () => figures(),
      ({ body }) => body.parts?.every(({ isUp }: { isUp: boolean }) => isUp),
      60_000,
    );
  }, 150_000);

  it('lets the staff in by a form, and out again; nobody else', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(desk);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const signIn = async (token: string) => {
      await page.getByLabel('Token').fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn(await tokenOf({ role: 'customer', customerId: 'zq' }));
    await page.getByRole('alert').getByText('does not have the scope operations').waitFor();
    await signIn(await staffToken());
    await page.getByRole('region', { name: 'Holds by age' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await context.close();
    expect((await figures(await tokenOf({ role: 'customer-service' }))).status).toBe(403);
    expect((await figures('nonsense')).status).toBe(401);
  }, 60_000);

  it('has Bull Board for the staff alone, and nothing of it comes from elsewhere', async () => {
    const { page } = await visit('/queues/');
    await page.getByText('wake-ups').first().waitFor();
    await page.context().close();
    for (const path of ['/queues/', '/queues/api/queues', '/queues/static/js/main.js']) {
      const ask = (headers: Record<string, string>) => fetch(desk + path, { headers, redirect: 'manual' });
      expect((await ask({})).status).toBe(401);
      expect((await ask({ accept: 'text/html' })).status).toBe(303);
      const authorization = `Bearer ${await tokenOf({ role: 'warehouse' })}`;
      expect((await ask({ authorization })).status).toBe(403);
      expect((await ask({ cookie: 'desk-session=nonsense' })).status).toBe(401);
    }
  }, 60_000);

  it('has nothing serious or critical for axe-core to find, by day and by night, on a phone too, and needs no script', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await visit('/', { colorScheme, viewport: { width: 360, height: 740 } });
      expect([colorScheme, ...(await seriousFaults(page))]).toEqual([colorScheme]);
      expect(await scrollsSideways(page)).toBe(false);
      await page.context().close();
    }
    const { page } = await visit('/', { javaScriptEnabled: false });
    expect(await page.getByRole('region').count()).toBe(7);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to content');
    await page.context().close();
    const stranger = await browser.newPage();
    await stranger.goto(desk);
    expect(await seriousFaults(stranger)).toEqual([]);
    await stranger.close();
  }, 60_000);
});
