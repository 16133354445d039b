import { Command, Option } from 'commander';
import { ROLES, type Role, developmentKey, issueToken, signedLink } from '#access';
import { readConfig } from './config.js';

const program = new Command('token')
  .description('Prints a bearer token, or the token of a link to one order, signed by the local development key.')
  .addOption(new Option('--role <role>', 'what the token may do').choices([...ROLES]))
  .option('--customer <id>', 'the customer whose orders it sees (role customer)')
  .option('--link <orderNumber>', 'the token of /suivi/{orderNumber}?access=…, which opens this order alone')
  .option('--ttl <duration>', 'how long it is valid, such as 8h', '30d')
  .parse();
const { role, customer, link, ttl } = program.opts<{ role?: Role; customer?: string; link?: string; ttl: string }>();
const key = await developmentKey(readConfig().dataDir);
if (link !== undefined) {
  console.log(await signedLink(key, { orderNumber: link, ttl }));
} else if (role === undefined) {
  program.error("error: required option '--role <role>' not specified");
} else {
  if (role === 'customer' && customer === undefined) program.error("error: role 'customer' needs --customer <id>");
  console.log(await issueToken(key, { role, ttl, ...(customer !== undefined && { customerId: customer }) }));
}
