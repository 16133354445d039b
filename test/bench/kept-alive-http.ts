import { Agent, request } from 'node:http';

/** As many connections as there are requests under way, each kept for the next. */
export class KeptAliveHttp {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly port: number,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** Reads the whole answer. @returns its status. */
  get(path: string): Promise<number> {
    return this.ask('GET', path, '', {});
  }

  /** Reads the whole answer. @returns its status. */
  post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    return this.ask('POST', path, body, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  }

  private ask(method: string, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, path, method, agent: this.agent };
      request({ ...options, headers: { ...this.headers, ...headers } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      })
        .on('error', reject)
        .end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
