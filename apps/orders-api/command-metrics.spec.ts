import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { NotFound, RevisionConflict, RuleRefused, Unavailable } from '#event-sourcing';
import { Malformed, MetricsController, type RunningHttpApp, createLogger, startHttpApp } from '#http-api';
import { CommandMetrics } from './command-metrics.js';

class PlaceOrderCommand extends Command<string> {
  constructor(readonly fault?: Error) {
    super();
  }
}

@CommandHandler(PlaceOrderCommand)
class PlaceOrderHandler implements ICommandHandler<PlaceOrderCommand> {
  execute({ fault }: PlaceOrderCommand): Promise<string> {
    return fault ? Promise.reject(fault) : Promise.resolve('placed');
  }
}

@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [MetricsController],
  providers: [PlaceOrderHandler, CommandMetrics],
})
class TestModule {}

let running: RunningHttpApp;
beforeAll(async () => {
  const logger = createLogger('test', 'silent');
  running = await startHttpApp(TestModule, { port: 0, title: 'test', logger, docs: false, stopsOnSignals: false });
});
afterAll(() => running.close());

const give = (fault?: Error) => running.app.get(CommandBus).execute(new PlaceOrderCommand(fault));
const shown = async (name: string) => {
  const text = await (await fetch(`${running.url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith(name));
};
const violation = (rule: string, code: string) => ({ rule, code, article: 'CGV 9', message: 'for Mrs Quillfeather' });

describe('/metrics of orders-api', () => {
  it('shows what came of each command, and why those were refused that were', async () => {
    expect(await give()).toBe('placed');
    const faults = [
      new RuleRefused(violation('T18', 'COD_LAPTOP'), violation('T24', 'COLISSIMO_PHONE_WITH_PLAN')),
      new RuleRefused(violation('T18', 'COD_LAPTOP')),
      new NotFound('there is no order 1'),
      new RevisionConflict('order-1', 3),
      new Unavailable('event store', 'connection refused'),
      new Malformed([]),
      new Error('nobody foresaw it'),
    ];
    for (const fault of faults) await expect(give(fault)).rejects.toBe(fault);

    const outcome = (name: string, times: number) =>
      `complet_commands_total{command="PlaceOrder",outcome="${name}"} ${times}`;
    expect(await shown('complet_commands_total')).toEqual([
      ...[outcome('obeyed', 1), outcome('refused', 2), outcome('not-found', 1), outcome('conflict', 1)],
      ...[outcome('unavailable', 1), outcome('malformed', 1), outcome('failed', 1)],
    ]);
    expect(await shown('complet_refusals_total')).toEqual([
      'complet_refusals_total{code="COD_LAPTOP"} 2',
      'complet_refusals_total{code="COLISSIMO_PHONE_WITH_PLAN"} 1',
    ]);
  });
});
