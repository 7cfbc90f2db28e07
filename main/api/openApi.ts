import { z } from 'zod';
import { readAppVersion } from '../installation.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const errorSchema = z.object({ error: z.string(), code: z.string() });
const securityScheme = 'token';

/** The address of the document that describes all others. */
export function documentEndpoint(endpoints: readonly Endpoint[]): Endpoint {
  let document: object | undefined;
  return endpoint({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    scope: null,
    answers: { 'application/json': z.object({ openapi: z.string() }) },
    handle: () => (document ??= describeApi(endpoints)),
  });
}

/** OpenAPI 3.1 from the schemas that check the requests. */
export function describeApi(endpoints: readonly Endpoint[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const each of endpoints) {
    paths[each.path] = { ...paths[each.path], [each.method]: operationOf(each) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Inkdex',
      version: readAppVersion(),
      description:
        'Reads handwriting and searches a library of photos. Programs send a token as "Authorization: Bearer TOKEN", which ' +
        '`inkdex token create NAME --scope read` or `search` makes, unless the API is open to this machine.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { [securityScheme]: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(errorSchema, 'output') },
    },
  };
}

function operationOf({
  summary,
  scope,
  params,
  query,
  body,
  answers,
  status = 200,
  ...rest
}: Endpoint): object {
  const content = Object.fromEntries(
    Object.entries(answers).map(([type, schema]) => [
      type,
      schema === null ? {} : { schema: jsonSchema(schema, 'output') },
    ]),
  );
  const failed = { $ref: '#/components/schemas/Error' };
  return {
    summary: scope === null || scope === 'any' ? summary : `${summary} (scope: ${scope})`,
    operationId: `${rest.method}${rest.path.replaceAll(/\W+(\w?)/gu, (_all, next: string) => next.toUpperCase())}`,
    parameters: [...parametersOf('path', params), ...parametersOf('query', query)],
    ...(scope !== null && { security: [{ [securityScheme]: [] }] }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          body.types.map((type) => [
            type,
            type === 'application/json' ? { schema: jsonSchema(body.schema, 'input') } : {},
          ]),
        ),
      },
    }),
    responses: {
      [status]: { description: 'Success', content },
      default: {
        description: 'What was found, what is expected',
        content: { 'application/json': { schema: failed } },
      },
    },
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, value]) => {
    const { description, ...described } = jsonSchema(value as z.ZodType, 'input');
    const isRequired = !(value as z.ZodType).safeParse(undefined).success;
    return {
      name,
      in: place,
      required: isRequired,
      ...(description !== undefined && { description }),
      schema: described,
    };
  });
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // Few generators of clients know tuples. Ours, boxes and quads, have elements of one kind.
    override({ jsonSchema: each }) {
      const [first] = each.prefixItems ?? [];
      if (first === undefined) return;
      delete each.prefixItems;
      each.items = first;
    },
  });
  return described;
}
