import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import type { App } from '../app.ts';
import { DOCS_PREFIX } from './access.ts';

/** Describes the API by its own schemas. Open in a demonstration; elsewhere it waits for the office's sessions. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gerai sync', version: String(PROTOCOL_VERSION) },
      components: { securitySchemes: { device: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PREFIX,
    staticCSP: false,
    uiConfig: { supportedSubmitMethods: [] },
  });
}
