import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, IsInt, IsString, Max, Min, ValidateNested } from 'class-validator';
import {
  IdempotencyKeyReused,
  InvalidTransition,
  NotFound,
  PreconditionFailed,
  RevisionConflict,
  RuleRefused,
  Unavailable,
} from '#event-sourcing';
import { type HttpRequest, commandContext } from './command-context.js';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from './health.controller.js';
import { createLogger } from './logger.js';
import { MetricsController } from './metrics.controller.js';
import { type Problem } from './problem.filter.js';
import { type RunningHttpApp, startHttpApp } from './start-http-app.js';

class LineDto {
  @ApiProperty() @IsString() sku!: string;
  @ApiProperty() @IsInt() @Min(1) @Max(100_000) quantity!: number;
}
class OrderDto {
  @ApiProperty() @IsString() customerId!: string;
  @ApiProperty({ type: [LineDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => LineDto)
  lines!: LineDto[];
}

class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}
class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

const violation = (rule: string, code: string) => ({ rule, code, article: 'CGV 9', message: `${code} it is` });
const errors: Record<string, Error> = {
  refused: new RuleRefused(violation('T24', 'COLISSIMO_PHONE_WITH_PLAN'), violation('T18', 'COD_LAPTOP')),
  transition: new InvalidTransition('order 1 is delivered'),
  key: new IdempotencyKeyReused('another body'),
  unknown: new NotFound('there is no order 1'),
  conflict: new RevisionConflict('order-1', 3),
  precondition: new PreconditionFailed('the revision is 4, not 3'),
  away: new Unavailable('event store', 'connection refused on 10.0.0.1'),
  unauthenticated: new Unauthenticated('no bearer token'),
  forbidden: new Forbidden('orders:write is not among your scopes'),
  bug: new Error('the secret is 42'),
};

@Controller('v1')
class TestController {
  @Post('orders')
  place(@Body() order: OrderDto) {
    return { lines: order.lines.length };
  }
  @Post('commands')
  @HttpCode(200)
  command(@Req() request: HttpRequest) {
    return commandContext(request, { subject: 'shop', role: 'shop-front' });
  }
  @Get('errors/:name')
  fail(@Param('name') name: string) {
    throw errors[name]!;
  }
}

const away = (why: string) => () => Promise.reject(new Error(why));
const checks: ReadinessCheck[] = [
  { name: 'event store', check: () => Promise.resolve({ position: '7' }) },
  { name: 'redis', optional: true, check: away('connection refused') },
];
@Module({
  controllers: [TestController, HealthController, MetricsController],
  providers: [{ provide: READINESS_CHECKS, useValue: checks }],
})
class TestModule {}

let running: RunningHttpApp;
beforeAll(async () => {
  const logger = createLogger('test', 'silent');
  running = await startHttpApp(TestModule, { port: 0, title: 'Test API', logger, stopsOnSignals: false });
});
afterAll(() => running.close());

const get = (path: string) => fetch(running.url + path);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(running.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  const said = (await response.json()) as Problem;
  expect(said.status).toBe(response.status);
  return said;
};

describe('A problem', () => {
  it.each([
    ['transition', 422, 'INVALID_TRANSITION'],
    ['key', 422, 'IDEMPOTENCY_KEY_REUSED'],
    ['unknown', 404, undefined],
    ['conflict', 409, undefined],
    ['precondition', 412, undefined],
    ['forbidden', 403, undefined],
  ])('of kind %s is answered %i', async (name, status, code) => {
    const said = await problem(await get(`/v1/errors/${name}`));
    expect(said).toMatchObject({ status, type: 'about:blank' });
    expect(said.code).toBe(code);
  });

  it('names every rule broken, the first by rule id on top', async () => {
    const said = await problem(await get('/v1/errors/refused'));
    expect(said).toMatchObject({ status: 422, code: 'COD_LAPTOP', article: 'CGV 9' });
    expect(said.violations).toEqual([violation('T18', 'COD_LAPTOP'), violation('T24', 'COLISSIMO_PHONE_WITH_PLAN')]);
  });

  it('says when to come back where a part is away, and not where it lives', async () => {
    const response = await get('/v1/errors/away');
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    const said = await problem(response);
    expect(said).toMatchObject({ status: 503 });
    expect(JSON.stringify(said)).not.toContain('10.0.0.1');
  });

  it('asks for a bearer token', async () => {
    const response = await get('/v1/errors/unauthenticated');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('says nothing of what nobody foresaw', async () => {
    const said = await problem(await get('/v1/errors/bug'));
    expect(said).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500 });
  });

  it('is told of an unknown path', async () => {
    expect((await problem(await get('/v1/nothing'))).status).toBe(404);
  });
});

describe('Malformed input', () => {
  it('has every fault named by its JSON path', async () => {
    const lines = [{ sku: 'A', quantity: 1 }, { sku: 7, quantity: 0, colour: 'red' }, 'nonsense'];
    const said = await problem(await post('/v1/orders', { lines, extra: true }));
    expect(said.status).toBe(400);
    const paths = said.errors!.map(({ path }) => path);
    expect(new Set(paths)).toEqual(
      new Set(['extra', 'customerId', 'lines[1].sku', 'lines[1].quantity', 'lines[1].colour', 'lines[2]']),
    );
  });

  it.each(['null', '[]', '"text"', '7', ''])('is a body that is no object: %s', async (body) => {
    const said = await problem(await post('/v1/orders', body));
    expect(said.status).toBe(400);
    expect(said.errors).not.toEqual([]);
  });

  it('is a body that is no JSON', async () => {
    const said = await problem(await post('/v1/orders', '{"lines": ['));
    expect(said).toMatchObject({ status: 400, errors: [{ path: '', message: 'the body is not valid JSON' }] });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'is not a body of another type: %s is 415',
    async (type) => {
      expect((await problem(await post('/v1/orders', 'a=b', { 'content-type': type }))).status).toBe(415);
    },
  );

  it('is not a body too large: 413', async () => {
    const body = { customerId: 'x'.repeat(3 * 1024 * 1024), lines: [] };
    expect((await problem(await post('/v1/orders', body))).status).toBe(413);
  });
});

describe('The command of a request', () => {
  const contextOf = async (body: object, headers: Record<string, string>) =>
    (await (await post('/v1/commands', body, headers)).json()) as ReturnType<typeof commandContext>;

  it('is the same one under the same Idempotency-Key, whatever the order of the fields', async () => {
    const first = await contextOf({ a: 1, b: [{ c: 2, d: null }] }, { 'Idempotency-Key': 'k1' });
    const again = await contextOf({ b: [{ d: null, c: 2 }], a: 1 }, { 'Idempotency-Key': 'k1' });
    expect(again).toEqual(first);
    expect(first.requestHash).toMatch(/^[0-9a-f]{64}$/);
    const other = await contextOf({ a: 2 }, { 'Idempotency-Key': 'k1' });
    expect(other.commandId).toBe(first.commandId);
    expect(other.requestHash).not.toBe(first.requestHash);
    expect((await contextOf({ a: 2 }, { 'Idempotency-Key': 'k2' })).commandId).not.toBe(first.commandId);
  });

  it('is one of its own without a key', async () => {
    const [first, second] = [await contextOf({}, {}), await contextOf({}, {})];
    expect(first.commandId).not.toBe(second.commandId);
    expect(first).not.toHaveProperty('requestHash');
    expect(first.correlationId).toBe(first.commandId);
  });

  it('carries the revision of If-Match and the correlation id of the caller', async () => {
    const context = await contextOf({}, { 'If-Match': '"5"', 'X-Correlation-Id': 'trace-1' });
    expect(context).toMatchObject({ expectedRevision: 5, correlationId: 'trace-1', issuedBy: 'shop-front' });
  });

  it.each([
    [{ 'If-Match': '5' }, 400],
    [{ 'If-Match': '"abc"' }, 412],
    [{ 'If-Match': 'W/"5"' }, 412],
    [{ 'Idempotency-Key': 'a b' }, 400],
    [{ 'Idempotency-Key': 'x'.repeat(256) }, 400],
  ] as [Record<string, string>, number][])('is not one with %o: %i', async (headers, status) => {
    const said = await problem(await post('/v1/commands', {}, headers));
    expect(said.status).toBe(status);
  });

  it('answers with its correlation id', async () => {
    const response = await post('/v1/commands', {}, { 'X-Correlation-Id': 'trace-1' });
    expect(response.headers.get('x-correlation-id')).toBe('trace-1');
    const hostile = await post('/v1/commands', {}, { 'X-Correlation-Id': 'a@b.fr' });
    expect(hostile.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('An app', () => {
  it('is live while its event loop turns', async () => {
    const response = await get('/health/live');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'up', turnMs: expect.any(Number) });
  });

  it('is ready while what it cannot do without is there', async () => {
    const response = await get('/health/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'up',
      parts: {
        'event store': { status: 'up', details: { position: '7' } },
        redis: { status: 'down', optional: true, error: 'connection refused' },
      },
    });
  });

  it('is not ready once that is away', async () => {
    checks.push({ name: 'keys', check: away('no keys') });
    const response = await get('/health/ready');
    checks.pop();
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'down', parts: { keys: { status: 'down' } } });
  });

  it('says within a second that a part does not answer', async () => {
    checks.push({ name: 'jobs', check: () => new Promise(() => undefined) });
    const from = performance.now();
    const response = await get('/health/ready');
    expect(performance.now() - from).toBeLessThan(1000);
    expect(response.status).toBe(503);
    expect((await response.json()).parts.jobs).toEqual({ status: 'down', error: 'no answer in 800 ms' });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('complet_part_up{part="jobs"} 0');
    checks.pop();
  });

  it('shows which of its parts are up', async () => {
    const metrics = await (await get('/metrics')).text();
    expect(metrics.match(/^complet_part_up.*$/gm)).toEqual(
      checks.map(({ name }) => expect.stringMatching(`^complet_part_up{part="${name}"} [01]$`)),
    );
    expect(metrics).toContain('complet_part_up{part="redis"} 0');
  });

  it('measures its requests', async () => {
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="POST",route="\/v1\/orders",status="400"\} \d/,
    );
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  it('documents its calls', async () => {
    const document = (await (await get('/docs-json')).json()) as { paths: object; components: { schemas: object } };
    expect(Object.keys(document.paths)).toContain('/v1/orders');
    expect(Object.keys(document.paths)).not.toContain('/health/live');
    expect(Object.keys(document.components.schemas)).toContain('OrderDto');
    expect(await (await get('/docs')).text()).toContain('swagger-ui-bundle.js');
    expect((await get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });
});
