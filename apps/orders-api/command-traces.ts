import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { type EventStore, inSpan, inTraceOf } from '#event-sourcing';
import { orderStream } from '#ordering';

export const EVENT_STORE = Symbol('the event store');

/** Every command is a span: one about an order in the trace of that order, whoever asks for it. */
@Injectable()
export class CommandTraces implements OnModuleInit {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    const bus: { execute: (command: ICommand) => Promise<unknown> } = this.bus;
    const execute = bus.execute.bind(bus);
    bus.execute = (command: ICommand & { readonly orderId?: unknown }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      const { orderId } = command;
      if (typeof orderId !== 'string') return inSpan(name, {}, () => execute(command));
      const attributes = { 'complet.order': orderId };
      return inTraceOf(this.store, orderStream({ orderId }), name, { attributes }, () => execute(command));
    };
  }
}
