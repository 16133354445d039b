import { runAsProcess } from '../simulator-process.js';
import { config } from './config.js';
import { startMailbox } from './mailbox.js';

runAsProcess('mailbox', await startMailbox(config));
