import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ORDER_STATUSES, type OrderStatus } from '#ordering';
import { assets as deskAssets } from '../../apps/desk/page/assets.js';
import { deskPage } from '../../apps/desk/page/pages.js';
import { assets as suiviAssets } from '../../apps/tracking/page/assets.js';
import { type Language } from '../../apps/tracking/page/language.js';
import { faultPage, listPage, orderPage } from '../../apps/tracking/page/pages.js';
import { deskFigures } from './desk-figures.js';
import { smallPng } from './small-png.js';
import { states } from './states.js';

// Draws the page in each state of an order, and the staff's desk, into docs/images: `npm run screenshots`. No system runs: the pages are drawn
// from what a customer's order may be, by the code that serves them.

const PHONE = { width: 360, height: 740 };
const WIDE = { width: 880, height: 600 };
const DESK = { width: 1180, height: 800 };
const assets = new Map([...suiviAssets, ...deskAssets]);
const SITE = 'http://suivi.example';

interface Shot {
  readonly name: string;
  readonly html: string;
  readonly viewport?: typeof PHONE;
  readonly colorScheme?: 'dark';
}

const shown = (status: OrderStatus, language: Language = 'fr') =>
  orderPage({ order: { status, ...states[status], orderNumber: 'C-8Z3K-Q0DM-71TV' }, revision: 1 }, language, {
    seesAll: true,
  });
const numbers = ['C-8Z3K-Q0DM-71TV', 'C-TZGA-A93X-0CZN', null, 'C-41PX-7NQE-W2RD'];
const listed = (['on-hold', 'shipped', 'placed', 'delivered'] as const).map((status, index) => ({
  ...{ status, ...states[status] },
  orderNumber: numbers[index]!,
}));
const shots: readonly Shot[] = [
  ...ORDER_STATUSES.map((status) => ({ name: `suivi-${status}`, html: shown(status) })),
  { name: 'suivi-list', html: listPage({ orders: listed }, 'fr') },
  { name: 'suivi-access', html: faultPage('access', 'fr') },
  { name: 'suivi-english', html: shown('on-hold', 'en') },
  { name: 'suivi-dark', html: shown('on-hold'), colorScheme: 'dark' },
  { name: 'suivi-phone', html: shown('on-hold'), viewport: PHONE },
  { name: 'suivi-phone-dark', html: shown('available-at-relay'), viewport: PHONE, colorScheme: 'dark' },
  { name: 'desk', html: deskPage(deskFigures), viewport: DESK },
  { name: 'desk-dark', html: deskPage(deskFigures), viewport: DESK, colorScheme: 'dark' },
  { name: 'desk-phone', html: deskPage(deskFigures), viewport: PHONE },
];

const folder = join(import.meta.dirname, '../../../docs/images');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-lcd-text'],
});
const drawing = await browser.newPage();
for (const { name, html, viewport = WIDE, colorScheme = 'light' } of shots) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  await page.route(`${SITE}/**`, (route) => {
    const asset = assets.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
    return route.fulfill(
      asset ? { contentType: asset.type, body: asset.content } : { contentType: 'text/html', body: html },
    );
  });
  await page.goto(`${SITE}/suivi`);
  const png = await page.screenshot({ fullPage: true });
  writeFileSync(join(folder, `${name}.png`), await smallPng(drawing, png));
  await context.close();
}
await browser.close();
console.log(`${shots.length} images in docs/images`);
