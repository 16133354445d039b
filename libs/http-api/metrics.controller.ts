import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#access';
import { type FastifyReply } from 'fastify';
import { Histogram, collectDefaultMetrics, register } from 'prom-client';

let requestSeconds: Histogram<'method' | 'route' | 'status'> | undefined;

/** Counts a request in the default registry; begins to collect the process's own metrics at the first. */
export const observeRequest = (method: string, route: string, status: number, elapsedMs: number): void => {
  if (!requestSeconds) {
    collectDefaultMetrics();
    requestSeconds = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from a request to its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    });
  }
  requestSeconds.observe({ method, route, status }, elapsedMs / 1000);
};

@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  @Get()
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(register.contentType).send(await register.metrics());
  }
}
