import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type EventStore, inSpan, tracesAreOn } from '#event-sourcing';
import { inOrderTrace } from '#ordering';
import { aroundCommands } from './around-commands.js';

export const EVENT_STORE = Symbol('the event store');

/** Every command is a span: one about an order in the trace of that order, whoever asks for it. */
@Injectable()
export class CommandTraces implements OnModuleInit {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    if (!tracesAreOn()) return;
    aroundCommands(this.bus, (name, command, execute) => {
      const { orderId } = command as { readonly orderId?: unknown };
      return typeof orderId === 'string' ? inOrderTrace(this.store, orderId, name, execute) : inSpan(name, {}, execute);
    });
  }
}
