import { accesses } from './accesses.js';
import { claims } from './claims.js';
import { events } from './events.js';
import { explainOrder } from './explain.js';
import { holds } from './holds.js';
import { jobs } from './jobs.js';
import { lag } from './lag.js';
import { parked } from './parked.js';
import { payments } from './payments.js';
import { stock } from './stock.js';
import { diff, rebuild } from './rebuild.js';
import { timeline } from './timeline.js';
import { verify } from './verify.js';
import { type Verb } from './verb.js';

/** Every verb of the command line. */
export const verbs = [
  verify,
  timeline,
  explainOrder,
  holds,
  stock,
  events,
  lag,
  jobs,
  parked,
  payments,
  claims,
  accesses,
  rebuild,
  diff,
] as readonly Verb<unknown>[];
