import { type ClientDuplexStream, Client, Metadata, Server, ServerCredentials, credentials } from '@grpc/grpc-js';
import { type ServerDuplexStream, type ServiceError, type status } from '@grpc/grpc-js';

const METHODS = {
  Read: '/event_store.client.streams.Streams/Read',
  Append: '/event_store.client.streams.Streams/Append',
  BatchAppend: '/event_store.client.streams.Streams/BatchAppend',
  Delete: '/event_store.client.streams.Streams/Delete',
  GetSupportedMethods: '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
} as const;
type Method = keyof typeof METHODS;
type Call = ServerDuplexStream<Buffer, Buffer>;

interface Relayed {
  readonly method: Method;
  readonly call: Call;
  readonly onward: ClientDuplexStream<Buffer, Buffer>;
  muted: boolean;
}

const asIs = (bytes: Buffer) => bytes;

/** Stands between a client and the event store, passes everything on, and commits the faults it is told to. */
export class Relay {
  /** What becomes of a request on its way to the server. */
  rewrite: (request: Buffer) => Buffer = asIs;
  /** How many answers were passed on. */
  answers = 0;
  private readonly open = new Set<Relayed>();
  private held: (() => void)[] | undefined;
  private holds: Method | undefined;
  private onHeld: () => void = () => undefined;
  private readonly server = new Server();
  private readonly upstream: Client;
  private port = 0;

  constructor(targetPort: number) {
    this.upstream = new Client(`127.0.0.1:${targetPort}`, credentials.createInsecure());
    for (const method of Object.keys(METHODS) as Method[]) this.serve(method);
  }

  static async start(targetPort: number): Promise<Relay> {
    const relay = new Relay(targetPort);
    relay.port = await new Promise<number>((resolve, reject) =>
      relay.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return relay;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Keeps answers back, those of one method or all. Resolves when the first one is. */
  holdAnswers(method?: Method): Promise<void> {
    this.held = [];
    this.holds = method;
    return new Promise((resolve) => (this.onHeld = resolve));
  }

  releaseAnswers(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const pass of held) pass();
  }

  /** Ends the calls that are open, without an error. */
  endCalls(method: Method): void {
    for (const { call, onward } of this.calls(method)) {
      onward.cancel();
      call.end();
    }
  }

  failCalls(method: Method, code: status, details: string): void {
    for (const { call, onward } of this.calls(method)) {
      onward.cancel();
      call.emit('error', { code, details, metadata: new Metadata() });
    }
  }

  /** Lets nothing more through on the calls that are open, and leaves them open. */
  muteCalls(method: Method): void {
    for (const relayed of this.calls(method)) relayed.muted = true;
  }

  openCalls(method: Method): number {
    return this.calls(method).length;
  }

  stop(): void {
    this.server.forceShutdown();
    this.upstream.close();
  }

  private calls(method: Method): Relayed[] {
    return [...this.open].filter((relayed) => relayed.method === method);
  }

  private serve(method: Method): void {
    const path = METHODS[method];
    // On the wire every call is a stream of requests and a stream of responses.
    const definition = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    const handler = (call: Call) => this.relay(method, call);
    this.server.addService({ [method]: definition }, { [method]: handler });
  }

  private answer({ call, onward }: Relayed, response: Buffer): void {
    this.answers++;
    if (call.write(response)) return;
    onward.pause();
    call.once('drain', () => onward.resume());
  }

  private relay(method: Method, call: Call): void {
    const onward = this.upstream.makeBidiStreamRequest(METHODS[method], asIs, asIs, new Metadata());
    const relayed: Relayed = { method, call, onward, muted: false };
    this.open.add(relayed);
    const pass = (act: () => void) => {
      if (relayed.muted || !this.open.has(relayed)) return;
      if (!this.held || (this.holds && this.holds !== method)) return act();
      this.held.push(() => this.open.has(relayed) && act());
      this.onHeld();
    };
    const over = () => this.open.delete(relayed);
    call.on('data', (request: Buffer) => onward.write(this.rewrite(request)));
    call.on('end', () => onward.end());
    call.on('cancelled', () => over() && onward.cancel());
    call.on('error', over);
    call.on('finish', over);
    onward.on('data', (response: Buffer) => pass(() => this.answer(relayed, response)));
    onward.on('error', (error: ServiceError) => pass(() => call.emit('error', error)));
    onward.on('end', () => pass(() => call.end()));
  }
}
