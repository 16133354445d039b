import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

export interface OpenApiOptions {
  readonly title: string;
  readonly description?: string;
  readonly version?: string;
}

/** `/docs-json` (OpenAPI) and `/docs` (the same to read and try). */
export const documentApi = (app: NestFastifyApplication, options: OpenApiOptions): void => {
  const builder = new DocumentBuilder()
    .setTitle(options.title)
    .setVersion(options.version ?? '1')
    .addBearerAuth();
  if (options.description !== undefined) builder.setDescription(options.description);
  const document = SwaggerModule.createDocument(app, builder.build());
  SwaggerModule.setup('docs', app, document, { ui: false, raw: ['json'] });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/docs', (_, reply) => reply.type('text/html; charset=utf-8').send(page(options.title)));
  fastify.get('/docs/start.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [file, type] of assets) {
    fastify.get(`/docs/${file}`, async (_, reply) => reply.type(type).send(await readAsset(file)));
  }
};

const assets = [
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
] as const;

/** The files that `@nestjs/swagger` brings; it would serve them through a plugin for static files that we do without. */
const readAsset = (file: string): Promise<Buffer> => {
  const ofSwagger = createRequire(import.meta.resolve('@nestjs/swagger'));
  return readFile(ofSwagger.resolve(`swagger-ui-dist/${file}`));
};

/** A file of its own: no page of ours has a script written into it. */
const START = "SwaggerUIBundle({ url: '/docs-json', dom_id: '#swagger-ui' });";

const page = (title: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
