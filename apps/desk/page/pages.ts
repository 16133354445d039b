import { templatesBeside } from '#http-api';
import { type Figures } from '../figures.js';
import { deskView } from './desk-view.js';

const templates = templatesBeside(import.meta.url);

const page = (title: string, content: string, isIn: boolean): string =>
  templates.render('./page', { title, content, isIn });

export const deskPage = (figures: Figures): string => {
  const { length } = figures.alarms;
  const title = length === 0 ? 'All is well' : `${length} alarm${length === 1 ? '' : 's'}`;
  return page(title, templates.render('./desk', deskView(figures)), true);
};

/** What is wrong, and what to do about it: whoever is not in is shown the way. */
export const faultPage = (status: number, detail: string): string => {
  if (status === 401 || status === 403)
    return page('Sign in', templates.render('./sign-in', { status, detail }), false);
  return page('Not now', templates.render('./fault', { status, detail }), true);
};
