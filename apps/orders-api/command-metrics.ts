import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Counter } from 'prom-client';
import { type Problem, problemOf } from '#http-api';
import { aroundCommands } from './around-commands.js';

const commands = new Counter({
  name: 'complet_commands_total',
  help: 'Commands given, by what came of each: obeyed, refused, malformed, not-found, conflict, unavailable, failed.',
  labelNames: ['command', 'outcome'],
});
const refusals = new Counter({
  name: 'complet_refusals_total',
  help: 'Rules that refused a command, by stable code; a command may break several.',
  labelNames: ['code'],
});

const OUTCOMES: Readonly<Record<number, string>> = {
  400: 'malformed',
  404: 'not-found',
  409: 'conflict',
  412: 'conflict',
  422: 'refused',
  503: 'unavailable',
};

/** Counts every command where all of them pass: on the bus. */
@Injectable()
export class CommandMetrics implements OnModuleInit {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  onModuleInit(): void {
    aroundCommands(this.bus, async (command, _, execute) => {
      try {
        const result = await execute();
        commands.inc({ command, outcome: 'obeyed' });
        return result;
      } catch (error) {
        const { problem } = problemOf(error);
        commands.inc({ command, outcome: OUTCOMES[problem.status] ?? 'failed' });
        for (const code of codesOf(problem)) refusals.inc({ code });
        throw error;
      }
    });
  }
}

const codesOf = ({ status, code, violations }: Problem): readonly string[] => {
  if (status !== 422) return [];
  return violations ? violations.map((violation) => violation.code) : [code ?? 'UNKNOWN'];
};
