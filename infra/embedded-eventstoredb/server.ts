import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type gossipPb from '@eventstore/db-client/generated/gossip_pb.js';
import type sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { append, batchAppend } from './append-service.js';
import { remove } from './delete-service.js';
import { LogStore } from './log-store.js';
import { read } from './read-service.js';
import { Scavenging } from './scavenging.js';

const require = createRequire(import.meta.url);
const features = require('@eventstore/db-client/generated/serverfeatures_pb.js') as typeof featuresPb;
const gossip = require('@eventstore/db-client/generated/gossip_pb.js') as typeof gossipPb;
const shared = require('@eventstore/db-client/generated/shared_pb.js') as typeof sharedPb;

const STREAMS = 'event_store.client.streams.Streams';
const VERSION = '23.10.0';
const asIs = (bytes: Buffer) => bytes;

export interface EmbeddedEventStore {
  /** esdb://127.0.0.1:PORT?tls=false */
  readonly url: string;
  readonly port: number;
  /** Ends open calls and closes the log; everything acknowledged is on disk. */
  stop(): Promise<void>;
}

/** Starts a server on loopback. Port 0 or none: a free one. @throws if another server uses the directory. */
export const startEmbeddedEventStore = async (options: {
  readonly dataDir: string;
  readonly port?: number;
}): Promise<EmbeddedEventStore> => {
  const store = LogStore.open(options.dataDir);
  const scavenging = new Scavenging(store);
  const server = new Server({ 'grpc.max_receive_message_length': 8 * 1024 * 1024 });
  add(server, STREAMS, {
    Read: { stream: 'response', handler: read(store) },
    Append: { stream: 'request', handler: append(store) },
    BatchAppend: { stream: 'both', handler: batchAppend(store) },
    Delete: { stream: 'none', handler: remove(store, 'delete', scavenging.soon) },
    Tombstone: { stream: 'none', handler: remove(store, 'tombstone', scavenging.soon) },
  });
  add(server, 'event_store.client.operations.Operations', {
    StartScavenge: { stream: 'none', handler: scavenging.start },
  });
  let port = 0;
  const announced = () => supportedMethods();
  add(server, 'event_store.client.server_features.ServerFeatures', {
    GetSupportedMethods: { stream: 'none', handler: unary(announced) },
  });
  add(server, 'event_store.client.gossip.Gossip', { Read: { stream: 'none', handler: unary(() => clusterOf(port)) } });
  try {
    port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${options.port ?? 0}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  } catch (error) {
    await store.close();
    throw error;
  }
  const stop = async () => {
    server.forceShutdown();
    await scavenging.stop();
    await store.close();
  };
  return { url: `esdb://127.0.0.1:${port}?tls=false`, port, stop };
};

interface Method {
  readonly stream: 'none' | 'request' | 'response' | 'both';
  readonly handler: unknown;
}

const add = (server: Server, service: string, methods: Record<string, Method>): void => {
  const definitions = Object.entries(methods).map(([name, { stream }]) => [
    name,
    {
      path: `/${service}/${name}`,
      requestStream: stream === 'request' || stream === 'both',
      responseStream: stream === 'response' || stream === 'both',
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  ]);
  const handlers = Object.entries(methods).map(([name, { handler }]) => [name, handler]);
  server.addService(
    Object.fromEntries(definitions) as ServiceDefinition,
    Object.fromEntries(handlers) as UntypedServiceImplementation,
  );
};

const unary = (body: () => Buffer) => (_call: unknown, answer: (error: null, body: Buffer) => void) =>
  answer(null, body());

const supportedMethods = (): Buffer => {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion(VERSION);
  for (const name of ['read', 'append', 'batchappend', 'delete', 'tombstone']) {
    const method = new features.SupportedMethod();
    method.setServiceName(STREAMS.toLowerCase());
    method.setMethodName(name);
    if (name === 'read') method.setFeaturesList(['position', 'events']);
    methods.addMethods(method);
  }
  return Buffer.from(methods.serializeBinary());
};

const clusterOf = (port: number): Buffer => {
  const [info, member, endpoint, id] = [
    new gossip.ClusterInfo(),
    new gossip.MemberInfo(),
    new gossip.EndPoint(),
    new shared.UUID(),
  ];
  endpoint.setAddress('127.0.0.1');
  endpoint.setPort(port);
  id.setString(randomUUID());
  member.setInstanceId(id);
  member.setState(gossip.MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endpoint);
  info.addMembers(member);
  return Buffer.from(info.serializeBinary());
};
