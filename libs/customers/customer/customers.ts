import { CommandHandler, type EventStore, FreshStateReader } from '#event-sourcing';
import { type PutCustomer } from './customer.commands.js';
import { customerDecider } from './customer.decider.js';
import { type CustomerEvent, customerEvents } from './customer.events.js';
import { type CustomerState } from './customer.state.js';
import { CUSTOMER_STREAMS, customerStream } from './customer.stream.js';

export type Customers = CommandHandler<CustomerState, PutCustomer, CustomerEvent>;
export type CustomerReader = FreshStateReader<CustomerState, CustomerEvent>;

export const customersOn = (store: EventStore): Customers =>
  new CommandHandler({
    store,
    decider: customerDecider,
    catalog: customerEvents,
    streamOf: ({ customer }) => customerStream(customer.customerId),
  });

export const customerReaderOn = (store: EventStore): CustomerReader =>
  new FreshStateReader({ store, decider: customerDecider, catalog: customerEvents, streamPrefix: CUSTOMER_STREAMS });
