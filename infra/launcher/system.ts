import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LauncherConfig } from './config.js';
import { lockDataFolder } from './data-folder-lock.js';
import { developmentToken } from './development-token.js';
import { stopLeftOvers } from './left-overs.js';
import {
  appParts,
  partnerParts,
  storeParts,
  urlsOf,
  warehouseParts,
  type PartsInput,
  type SystemUrls,
} from './parts.js';
import { choosePorts, embeddedParts } from './ports.js';
import { publishUrls, withdrawUrls } from './run-files.js';
import { isEmptyStore, loadSampleShop } from './sample-shop.js';
import { keptSecret } from './secrets.js';
import { Supervisor, type SupervisorOptions } from './supervisor.js';

export interface SystemOptions extends Partial<Omit<SupervisorOptions, 'dataDir'>> {
  readonly config: LauncherConfig;
  /** Load the sample shop into an empty store (default true). */
  readonly sampleShop?: boolean;
  /** Where the compiled files are; ours when left out. */
  readonly distDir?: string;
}

/** dist/, seen from the sources as from itself. */
const compiledFiles = fileURLToPath(new URL('../../', import.meta.url)).replace(/(\/dist)?\/$/, '/dist');

/** The whole of Complet on one machine: its processes, their ports and keys. Everything it keeps is in the data folder. */
export class System {
  /** Resolves when the system has been stopped. */
  readonly stopped: Promise<void>;
  readonly dataDir: string;
  private knownUrls: SystemUrls | undefined;
  private readonly distDir: string;
  private readonly report: (line: string) => void;
  private readonly supervisor: Supervisor;
  private readonly resolveStopped: () => void;
  private unlock: (() => void) | undefined;
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: SystemOptions) {
    this.dataDir = options.config.dataDir;
    this.distDir = options.distDir ?? compiledFiles;
    this.report = options.report ?? (() => undefined);
    this.supervisor = new Supervisor({ ...options, dataDir: this.dataDir, report: this.report });
    ({ promise: this.stopped, resolve: this.resolveStopped } = Promise.withResolvers<void>());
  }

  /** Resolves when every part is ready, or when `stop` was called first. Throws, with nothing left running, if one does not come up. */
  async start(): Promise<void> {
    process.once('exit', this.killNow);
    try {
      this.unlock = lockDataFolder(this.dataDir);
      await this.startParts();
    } catch (error) {
      const stoppedOnPurpose = this.stopping !== undefined;
      await this.stop();
      if (!stoppedOnPurpose) throw error;
    }
  }

  /** Where its parts are to be found; throws before `start` has chosen their ports. */
  get urls(): SystemUrls {
    if (this.knownUrls === undefined) throw new Error('The system has not been started.');
    return this.knownUrls;
  }

  /** Process ids by name, of what runs now. */
  get pids(): Readonly<Record<string, number>> {
    return this.supervisor.pids;
  }

  /** Sends a signal to one process; if it dies of it, it is started again. Out: the id it was sent to, if it ran. */
  kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): number | undefined {
    return this.supervisor.kill(name, signal);
  }

  /** Resolves when the named part (or, without a name, every part) is up and ready, after a `kill` say. */
  async ready(name?: string): Promise<void> {
    const names = name === undefined ? this.supervisor.names : [name];
    await Promise.all(names.map((each) => this.supervisor.ready(each)));
  }

  /** A bearer token of this role, signed by the development key. */
  tokenFor = (role: string): Promise<string> =>
    developmentToken(
      { distDir: this.distDir, dataDir: this.dataDir, environment: this.options.config.environment },
      role,
    );

  /** Stops apps, then simulators, then stores; what does not obey is killed. Calling it again waits for the first call. */
  stop = (): Promise<void> => (this.stopping ??= this.stopInOrder());

  /** Kills everything at once, without waiting. */
  killNow = (): void => {
    this.supervisor.killNow();
    this.giveBackFolder();
  };

  private async startParts(): Promise<void> {
    const { config, sampleShop = true } = this.options;
    withdrawUrls(this.dataDir);
    const leftOvers = await stopLeftOvers(this.dataDir, 3_000);
    if (leftOvers.length > 0) this.report(`stopped what an earlier start left behind: ${leftOvers.join(', ')}`);
    for (const part of embeddedParts) mkdirSync(join(this.dataDir, part), { recursive: true });
    const ports = await choosePorts(config);
    const urls = urlsOf(config, ports);
    this.knownUrls = urls;
    const input: PartsInput = { config, ports, urls, distDir: this.distDir, ...this.secrets() };

    await this.supervisor.run(storeParts(input));
    // Asked before the apps start: they may write something of their own.
    const empty = sampleShop && (await isEmptyStore(urls.eventstore));
    await this.supervisor.run([...partnerParts(input), ...appParts(input)]);
    if (empty) await this.loadSampleShop(urls['orders-api']);
    if (config.simulateWarehouse) {
      const tokens = { warehouse: await this.tokenFor('warehouse'), carrier: await this.tokenFor('carrier') };
      await this.supervisor.run(warehouseParts(input, tokens));
    }
    publishUrls(this.dataDir, urls);
    for (const [name, url] of Object.entries(urls)) this.report(`  ${name.padEnd(18)}${url}`);
    this.report('ready');
  }

  private async stopInOrder(): Promise<void> {
    await this.supervisor.stop();
    this.giveBackFolder();
    process.off('exit', this.killNow);
    this.resolveStopped();
  }

  private giveBackFolder(): void {
    // Not ours to tidy if another launcher has it.
    if (this.unlock === undefined) return;
    withdrawUrls(this.dataDir);
    this.unlock();
    this.unlock = undefined;
  }

  private secrets(): { masterKey: string; webhookSecret: string } {
    const { masterKey, webhookSecret } = this.options.config;
    const say = (path: string): void => this.report(`made a key for this data folder: ${path}`);
    return {
      masterKey: masterKey ?? keptSecret(this.dataDir, 'master.key', say),
      webhookSecret: webhookSecret ?? keptSecret(this.dataDir, 'payment-webhook.secret', say),
    };
  }

  private async loadSampleShop(ordersApiUrl: string): Promise<void> {
    const loaded = await loadSampleShop(this.distDir, { ordersApiUrl, tokenFor: this.tokenFor });
    if (loaded) this.report('the event store was empty: loaded the sample shop');
  }
}
