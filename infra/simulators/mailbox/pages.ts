import { Eta } from 'eta';
import { type ReceivedMessage } from './mailbox.js';

const eta = new Eta({ autoEscape: true });

const LIST = `<!doctype html><meta charset="utf-8"><title>Mailbox</title>
<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}td{padding:.3rem 1rem .3rem 0;vertical-align:top}</style>
<h1>Mailbox</h1><p><%= it.messages.length %> e-mails, the newest first.</p><table>
<% for (const { number, receivedAt, to, subject } of it.messages) { %><tr><td><%= receivedAt.slice(11, 19) %></td><td><%= to %></td><td><a href="/messages/<%= number %>"><%= subject %></a></td></tr>
<% } %></table>`;

export const messagesPage = (messages: readonly ReceivedMessage[]): string => eta.renderString(LIST, { messages });

/** As a mail program shows it: the HTML that was sent, or the text. */
export const messagePage = ({ html, text }: ReceivedMessage): string =>
  html ?? eta.renderString('<!doctype html><meta charset="utf-8"><pre><%= it.text %></pre>', { text });
