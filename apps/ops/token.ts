import { Command, Option } from 'commander';
import { ROLES, type Role, developmentKey, issueToken } from '#access';
import { readConfig } from './config.js';

const program = new Command('token')
  .description('Prints a bearer token signed by the local development key.')
  .addOption(new Option('--role <role>', 'what the token may do').choices([...ROLES]).makeOptionMandatory())
  .option('--customer <id>', 'the customer whose orders it sees (role customer)')
  .option('--ttl <duration>', 'how long it is valid, such as 8h', '30d')
  .parse();
const { role, customer, ttl } = program.opts<{ role: Role; customer?: string; ttl: string }>();
if (role === 'customer' && customer === undefined) program.error("error: role 'customer' needs --customer <id>");
const key = await developmentKey(readConfig().dataDir);
console.log(await issueToken(key, { role, ttl, ...(customer !== undefined && { customerId: customer }) }));
