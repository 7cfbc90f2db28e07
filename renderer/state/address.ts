import { z } from 'zod';

/** Values by their names; null for one that is left out. */
type Texts = Readonly<Record<string, string | null>>;

/** How a field of a route stands in an address. */
export interface Field<Value> {
  /** Whether it is a part of the path; otherwise it is in the query. */
  readonly isPart: boolean;
  /** @returns undefined if the address is of another screen */
  read(textOf: (name: string) => string | null, name: string): Value | undefined;
  write(value: Value, name: string): Texts;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The route of a screen with these fields. */
export type RouteOf<Screen, Own> = { readonly screen: Screen } & {
  readonly [Name in keyof Own]: Own[Name] extends Field<infer Value> ? Value : never;
};

type Plain = z.ZodType<string | number>;

/** A part of the path. */
export function part<Schema extends Plain>(schema: Schema): Field<z.output<Schema>> {
  return {
    isPart: true,
    read: (textOf, name) => schema.safeParse(textOf(name)).data,
    write: (value, name) => ({ [name]: String(value) }),
  };
}

/**
 * A parameter of the query.
 *
 * @param schema for any text, and null where it is missing
 * @param inQuery its name in the query, if it has another one
 */
export function parameter<Value>(
  schema: z.ZodType<Value>,
  write: (value: Value) => string | null,
  inQuery?: string,
): Field<Value> {
  return {
    isPart: false,
    read: (textOf, name) => schema.parse(textOf(inQuery ?? name)),
    write: (value, name) => ({ [inQuery ?? name]: write(value) }),
  };
}

/** A value that may be missing; null for one that is none. */
export function optional<Schema extends Plain>(
  schema: Schema,
  inQuery?: string,
): Field<z.output<Schema> | null> {
  const read = schema.nullable().catch(null);
  return parameter(read, (value) => (value === null ? null : String(value)), inQuery);
}

/** Any of several values in one parameter; what is none is left out. */
export function list<Schema extends Plain>(schema: Schema): Field<readonly z.output<Schema>[]> {
  const values = z.string().nullable();
  const all = values.transform((text) =>
    (text ?? '').split(/\s+/u).flatMap((each) => schema.safeParse(each).data ?? []),
  );
  return parameter(all, (given) => given.join(' '));
}

/** A number in a text. */
export function numbered<Schema extends Plain>(schema: Schema) {
  return z.preprocess((text) => (typeof text === 'string' && text !== '' ? Number(text) : undefined), schema);
}

/** The fields of a route; null if the address is of another screen. */
export function readFields(
  fields: Fields,
  parts: readonly string[],
  query: URLSearchParams,
): Record<string, unknown> | null {
  const values: Record<string, unknown> = {};
  const left = [...parts];
  for (const [name, field] of Object.entries(fields)) {
    const own = field.isPart ? (left.shift() ?? null) : null;
    const value = field.read(field.isPart ? () => own : (given) => query.get(given), name);
    if (value === undefined) return null;
    values[name] = value;
  }
  return values;
}

/** `photo/12?word=3`. */
export function writeFields(path: string, fields: Fields, values: Readonly<Record<string, unknown>>): string {
  const parts = [path];
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    for (const [own, text] of Object.entries(field.write(values[name], name))) {
      if (field.isPart) parts.push(text ?? '');
      else if (text !== null) query.set(own, text);
    }
  }
  return `${parts.join('/')}${query.size === 0 ? '' : `?${query.toString()}`}`;
}
