import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A span as it came over OTLP, with the process it is of. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that came, as it came. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

type Value = Readonly<Record<string, unknown>>;
interface Attribute {
  readonly key: string;
  readonly value: Value;
}
interface OtlpSpan extends Omit<CollectedSpan, 'service' | 'attributes' | 'links'> {
  readonly attributes?: readonly Attribute[];
  readonly links?: CollectedSpan['links'];
}
interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const plain = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector of OpenTelemetry traces in this process: OTLP over HTTP, as JSON. */
export const startCollector = async (): Promise<Collector> => {
  const [spans, received]: [CollectedSpan[], string[]] = [[], []];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      received.push(text);
      for (const { resource, scopeSpans } of (JSON.parse(text) as Otlp).resourceSpans)
        for (const { attributes, links = [], ...span } of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({
            ...span,
            ...{ service: String(plain(resource.attributes)['service.name']), links, attributes: plain(attributes) },
          });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, spans, received, close };
};
