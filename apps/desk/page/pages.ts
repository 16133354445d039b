import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { type Figures } from '../figures.js';
import { deskView } from './desk-view.js';

/** Everything that is put into a template is escaped (`<%= %>`); pictures and parts of a page are put in as they are. */
const eta = new Eta({
  views: fileURLToPath(new URL('templates', import.meta.url)),
  autoEscape: true,
  autoTrim: [false, 'nl'],
  cache: true,
  rmWhitespace: false,
});

const page = (title: string, content: string, isIn: boolean): string => eta.render('./page', { title, content, isIn });

export const deskPage = (figures: Figures): string => {
  const { length } = figures.alarms;
  const title = length === 0 ? 'All is well' : `${length} alarm${length === 1 ? '' : 's'}`;
  return page(title, eta.render('./desk', deskView(figures)), true);
};

/** What is wrong, and what to do about it: whoever is not in is shown the way. */
export const faultPage = (status: number, detail: string): string => {
  if (status === 401 || status === 403) return page('Sign in', eta.render('./sign-in', { status, detail }), false);
  return page('Not now', eta.render('./fault', { status, detail }), true);
};
