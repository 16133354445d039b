import { type CommandBus, type ICommand } from '@nestjs/cqrs';

/** Does something around every command, where all of them pass: on the bus. `name` is the command's, such as `ShipOrder`. */
export const aroundCommands = (
  bus: CommandBus,
  act: (name: string, command: ICommand, execute: () => Promise<unknown>) => Promise<unknown>,
): void => {
  const open: { execute: (command: ICommand) => Promise<unknown> } = bus;
  const execute = open.execute.bind(bus);
  open.execute = (command) => act(command.constructor.name.replace(/Command$/, ''), command, () => execute(command));
};
