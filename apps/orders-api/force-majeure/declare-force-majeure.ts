import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext } from '#event-sourcing';
import { FORCE_MAJEURE_STREAM, type ForceMajeurePeriod } from '#ordering';
import { type Parts, PARTS } from '../parts.js';

export class DeclareForceMajeureCommand extends Command<void> {
  constructor(
    readonly period: ForceMajeurePeriod,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeclareForceMajeureCommand)
export class DeclareForceMajeureHandler implements ICommandHandler<DeclareForceMajeureCommand> {
  constructor(@Inject(PARTS) private readonly parts: Parts) {}

  async execute({ period, context }: DeclareForceMajeureCommand): Promise<void> {
    const { forceMajeures, forceMajeureReader, now } = this.parts;
    const command = { type: 'DeclareForceMajeure', period, now: now() } as const;
    const { state, revision } = await forceMajeures.handle(command, context);
    forceMajeureReader.remember(FORCE_MAJEURE_STREAM, state, revision);
  }
}
