import { ordersTouched } from './orders-touched.bench.js';
import { orderLives } from './order-lives.bench.js';
import { placeOrderOverHttp } from './place-order-http.bench.js';
import { placeOrder } from './place-order.bench.js';
import { releaseTime } from './release-time.bench.js';
import { rebuildBeside } from './rebuild-beside.bench.js';
import { rebuild } from './rebuild.bench.js';
import { type Row } from './table.js';
import { tracking } from './tracking.bench.js';

/** Each on stores of its own, so that none meets what another left. */
export const benchmarks: Readonly<Record<string, () => Promise<Row[]>>> = {
  'place-order': placeOrder,
  'place-order-http': placeOrderOverHttp,
  'order-lives': orderLives,
  rebuild,
  'rebuild-beside': rebuildBeside,
  'release-time': releaseTime,
  'orders-touched': ordersTouched,
  tracking,
};
