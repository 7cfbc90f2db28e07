import { z } from 'zod';
import type { ApiToken } from '../../shared/contract/apiToken.ts';
import { isModestJson, parseJson, safeParse } from '../../shared/json.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { describeIssues } from '../exchange/records.ts';
import type { NeededScope } from './admission.ts';
import { Refusal } from './refusal.ts';

/** The parts of a request, checked by the schemas of its endpoint. */
export interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: Headers;
  /** Null if everyone may ask. */
  readonly token: ApiToken | null;
  /** Aborted when the client has gone, or the server stops. */
  readonly signal: AbortSignal;
}

/** How the body of a request is understood. */
export interface BodyForm<Body extends z.ZodType> {
  /** Media types; the first is that of a request without one. */
  readonly types: readonly string[];
  readonly mostBytes: number;
  readonly schema: Body;
  /** What the schema checks. Default: the parsed JSON. */
  readonly read?: (bytes: Buffer, headers: Headers) => unknown;
}

/** One method of one address. */
export interface EndpointParts<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/v1/models/{model}`. */
  readonly path: string;
  readonly summary: string;
  readonly scope: NeededScope;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: BodyForm<Body>;
  /** Status of success. Default: 200. */
  readonly status?: number;
  /** Schemas of the answer by media type; null for what is no JSON. */
  readonly answers: Readonly<Record<string, z.ZodType | null>>;
  /** @returns JSON, or a response as it is */
  readonly handle: (
    asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<object> | object;
}

/** A request whose parts are still unchecked. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly headers: Headers;
  readonly token: ApiToken | null;
  readonly signal: AbortSignal;
}

export interface Endpoint extends Omit<EndpointParts<z.ZodType, z.ZodType, z.ZodType>, 'handle'> {
  /** @throws InkdexError `bad-arguments` for parts that the schemas do not allow */
  readonly answer: (request: RawRequest) => Promise<object>;
}

const nothing = z.object({});

/** An endpoint that checks the parts of each request. */
export function endpoint<
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
>({ handle, ...parts }: EndpointParts<Params, Query, Body>): Endpoint {
  return {
    ...parts,
    async answer({ params, query, body, ...rest }) {
      const given = parts.body === undefined ? {} : (parts.body.read ?? jsonOf)(body, rest.headers);
      return await handle({
        ...rest,
        params: checked('the path', parts.params ?? nothing, params) as z.output<Params>,
        query: checked('the query', parts.query ?? nothing, query) as z.output<Query>,
        body: checked('the body', parts.body?.schema ?? nothing, given) as z.output<Body>,
      });
    },
  };
}

/** 100 pictures as pixels have that many. */
const mostValues = 1_000_000;

/** @throws InkdexError `bad-arguments`; Refusal 413 */
export function jsonOf(bytes: Buffer): unknown {
  const text = bytes.toString();
  if (!isModestJson(text, mostValues)) {
    const most = `more than ${formatCount(mostValues)} values, or lists too deep in each other`;
    throw new Refusal(413, `The body has ${most}. Send fewer words at once, or pictures in base64.`);
  }
  const value = parseJson(text);
  if (value !== undefined) return value;
  const begin = JSON.stringify(text.slice(0, 40));
  throw new InkdexError(
    'bad-arguments',
    `The body is no valid JSON: it begins with ${begin}. Send JSON in UTF-8.`,
  );
}

/** Issues of one request that are named. */
const mostIssues = 5;

/** @throws InkdexError `bad-arguments` */
export function checked<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  throw new InkdexError(
    'bad-arguments',
    `Wrong in ${what}: ${describeIssues(parsed.error, mostIssues)}. GET /openapi.json says what is expected.`,
  );
}
