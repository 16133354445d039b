import { type CallOptions, type Channel, type Client, type Metadata } from '@grpc/grpc-js';
import { type EventStoreDBClient } from '@eventstore/db-client';

/** What the adapter needs of the client and its types keep protected; the version is pinned for that. */
export interface ClientInternals {
  getChannel: () => Promise<Channel>;
  callArguments: (options: object, callOptions?: CallOptions) => [Metadata, CallOptions];
  GRPCStreamCreator: <GrpcClient extends Client, Stream>(
    type: new (...args: never[]) => GrpcClient,
    name: string,
    create: (client: GrpcClient) => Stream,
  ) => () => Promise<Stream>;
}

export const internalsOf = (client: EventStoreDBClient): ClientInternals => client as unknown as ClientInternals;
