import { runAsProcess } from '../simulator-process.js';
import { readConfig } from './config.js';
import { startMailbox } from './mailbox.js';

runAsProcess('mailbox', await startMailbox(readConfig()));
