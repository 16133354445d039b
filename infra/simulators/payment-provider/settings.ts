import { type DurableMap, type DurableStore } from '../durable-store.js';

/** How the provider behaves for now. */
export interface Settings {
  /** Where notifications go; none are sent while it is empty. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** How many times each is sent: partners repeat themselves. */
  readonly webhookCopies: number;
  /** Added before every act. */
  readonly latencyMs: number;
  /** Every card behaves as `tok_fails_after_acting`. */
  readonly failAfterActing: boolean;
  /** Every capture is refused, whatever the card. */
  readonly refuseCaptures: boolean;
  /** Every refund is refused. */
  readonly refuseRefunds: boolean;
}

export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    webhookUrl: { type: 'string', pattern: '^(https?://.+)?$' },
    webhookSecret: { type: 'string' },
    webhookCopies: { type: 'integer', minimum: 0, maximum: 10 },
    latencyMs: { type: 'integer', minimum: 0, maximum: 60_000 },
    failAfterActing: { type: 'boolean' },
    refuseCaptures: { type: 'boolean' },
    refuseRefunds: { type: 'boolean' },
  },
} as const;

/** What was set outlives the process; what was not is as the environment says at this start. */
export class KeptSettings {
  private readonly kept: DurableMap<Partial<Settings>>;

  constructor(
    store: DurableStore,
    private readonly byDefault: Settings,
  ) {
    this.kept = store.map('settings');
  }

  get current(): Settings {
    return { ...this.byDefault, ...this.kept.get('settings') };
  }

  async change(some: Partial<Settings>): Promise<Settings> {
    await this.kept.put('settings', { ...this.kept.get('settings'), ...some });
    return this.current;
  }
}
