import { Eta } from 'eta';
import { type Letter } from './letter.js';

const TEMPLATE = `<!doctype html>
<html lang="fr">
<body style="margin:0;background:#f6f5f2;font:16px/1.5 system-ui,sans-serif;color:#1f2230">
<div style="max-width:560px;margin:0 auto;padding:24px">
<div style="background:#fff;border:1px solid #ddd9d2;border-radius:12px;padding:24px">
<h1 style="font-size:20px;margin:0 0 16px"><%= it.subject %></h1>
<p><%= it.greeting %></p>
<% for (const paragraph of it.paragraphs) { %><p><%= paragraph %></p>
<% } %><% if (it.items.length > 0) { %><table style="width:100%;border-collapse:collapse">
<% for (const { quantity, name, amount } of it.items) { %><tr><td style="padding:4px 12px 4px 0;white-space:nowrap"><%= quantity %> ×</td><td style="width:100%"><%= name %></td><td style="white-space:nowrap"><%= amount ?? '' %></td></tr>
<% } %></table>
<% } %><% if (it.totals.length > 0) { %><table style="width:100%;margin-top:12px;border-top:1px solid #ddd9d2">
<% for (const { label, amount } of it.totals) { %><tr><td><%= label %></td><td style="text-align:right"><%= amount %></td></tr>
<% } %></table>
<% } %><% if (it.link) { %><p style="margin-top:24px"><a href="<%= it.link %>" style="color:#a33a0c">Suivre ma commande</a></p>
<% } %></div></div></body></html>
`;

const eta = new Eta({ autoEscape: true });

/** Everything in it is text: names and products are shown as they are written, and do nothing. */
export const htmlOf = (letter: Letter): string => eta.renderString(TEMPLATE, letter);

export const textOf = ({ greeting, paragraphs, items, totals, link }: Letter): string =>
  [
    greeting,
    ...paragraphs,
    items.map(({ quantity, name, amount }) => `${quantity} × ${name}${amount ? ` : ${amount}` : ''}`).join('\n'),
    totals.map(({ label, amount }) => `${label} : ${amount}`).join('\n'),
    link === undefined ? '' : `Suivre ma commande : ${link}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
