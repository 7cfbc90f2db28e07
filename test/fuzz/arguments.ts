import fc from 'fast-check';
import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** Values that a string or number with a name may have in the library under test. */
export interface ValuePool {
  readonly strings: (name: string) => fc.Arbitrary<string>;
  /** Names of strings that are paths: no other string takes their place, because calls write there. */
  readonly isPath: (name: string) => boolean;
}

const numbers = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 500 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, Number.MAX_VALUE, NaN) },
);
const noString = fc.constantFrom<unknown>(null, undefined, -1, 1e308, NaN, true, [], {}, [[]], { a: 1 });
const junk = fc.oneof(noString, fc.string(), fc.anything({ maxDepth: 2 }));

/**
 * Arguments in the shape of a schema, with parts that break it now and then. Ids are small numbers, so that many
 * calls find something.
 */
export function argumentsOf(schema: Schema, pool: ValuePool, name = ''): fc.Arbitrary<unknown> {
  const broken = pool.isPath(name) ? noString : junk;
  return fc.oneof({ weight: 40, arbitrary: shaped(schema, pool, name) }, { weight: 1, arbitrary: broken });
}

function shaped(schema: Schema, pool: ValuePool, name: string): fc.Arbitrary<unknown> {
  const inner = (part: Schema): fc.Arbitrary<unknown> => argumentsOf(part, pool, name);
  // Zod's documented way to walk over schemas: every schema is one of these.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') {
    const shape = Object.entries(def.shape).map(
      ([key, part]) => [key, argumentsOf(part, pool, key)] as const,
    );
    return fc.record(Object.fromEntries(shape));
  }
  if (def.type === 'array') return fc.array(inner(def.element), { maxLength: 4 });
  if (def.type === 'tuple') return fc.tuple(...def.items.map(inner));
  if (def.type === 'record') return fc.dictionary(pool.strings(name), inner(def.valueType), { maxKeys: 3 });
  if (def.type === 'union') return fc.oneof(...def.options.map(inner));
  if (def.type === 'nullable') {
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: inner(def.innerType) },
    );
  }
  if (def.type === 'optional' || def.type === 'default') {
    return fc.oneof(fc.constant(undefined), inner(def.innerType));
  }
  if (def.type === 'readonly') return inner(def.innerType);
  if (def.type === 'pipe') return inner(def.in);
  if (def.type === 'literal') return fc.constantFrom<unknown>(...def.values);
  if (def.type === 'enum') return fc.constantFrom<unknown>(...Object.values(def.entries));
  if (def.type === 'string') return pool.strings(name);
  if (def.type === 'number') return numbers;
  if (def.type === 'boolean') return fc.boolean();
  if (def.type === 'null') return fc.constant(null);
  throw new Error(
    `Arguments of the type ${def.type} are not known here. Add them to test/fuzz/arguments.ts.`,
  );
}
