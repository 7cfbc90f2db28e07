import { z } from 'zod';
import { sql, type Sql, type ReadableDatabase } from '../database.ts';

/** Counts of the samples of a set. */

const joined = sql`set_sample JOIN sample ON sample.id = set_sample.sample`;
const bySplit = sql`count(*) FILTER (WHERE sample.split = 'train') AS train,
  count(*) FILTER (WHERE sample.split = 'validation') AS validation,
  count(*) FILTER (WHERE sample.split = 'test') AS test,
  count(*) FILTER (WHERE sample.split IS NULL) AS none`;

const splitColumns = { train: z.number(), validation: z.number(), test: z.number(), none: z.number() };
const splitsRow = z.object(splitColumns);
export type SplitCounts = z.infer<typeof splitsRow>;

export function countSplits(db: ReadableDatabase, set: number): SplitCounts {
  const query = sql`SELECT ${bySplit} FROM ${joined} WHERE set_sample.sample_set = ${set}`;
  return db.first(splitsRow, query) ?? { train: 0, validation: 0, test: 0, none: 0 };
}

const writerRow = z
  .object({ writer: z.string().nullable(), samples: z.number(), ...splitColumns })
  .transform(({ writer, samples, ...splits }) => ({ writer, samples, splits }));

/** Writers, those with most samples first; null for samples without a writer. */
export function listWriters(db: ReadableDatabase, set: number, limit: number): z.infer<typeof writerRow>[] {
  return db.all(
    writerRow,
    sql`SELECT sample.writer, count(*) AS samples, ${bySplit} FROM ${joined}
      WHERE set_sample.sample_set = ${set}
      GROUP BY sample.writer ORDER BY samples DESC, sample.writer LIMIT ${limit}`,
  );
}

const sidesRow = z
  .object({ name: z.string(), file: z.string(), ...splitColumns })
  .transform(({ name, file, ...splits }) => ({ name, file, splits }));

/** Writers or pages with samples in more than one split. */
export function listStraddling(
  db: ReadableDatabase,
  set: number,
  unit: 'writer' | 'page',
): z.infer<typeof sidesRow>[] {
  const column = unit === 'writer' ? sql`sample.writer` : sql`sample.page`;
  return db.all(
    sidesRow,
    sql`SELECT ${column} AS name, json_extract(min(sample.line), '$.file') AS file, ${bySplit} FROM ${joined}
      WHERE set_sample.sample_set = ${set} AND ${column} IS NOT NULL
      GROUP BY ${column} HAVING count(DISTINCT sample.split) > 1 ORDER BY ${column}`,
  );
}

const countedRow = z.object({ name: z.string().nullable(), samples: z.number() });
type Counted = z.infer<typeof countedRow>;

function countBy(db: ReadableDatabase, set: number, column: Sql): Counted[] {
  return db.all(
    countedRow,
    sql`SELECT ${column} AS name, count(*) AS samples FROM ${joined}
      WHERE set_sample.sample_set = ${set} GROUP BY ${column} ORDER BY samples DESC, name`,
  );
}

export function countLevels(db: ReadableDatabase, set: number): Counted[] {
  return countBy(db, set, sql`sample.level`);
}

export function countMarks(db: ReadableDatabase, set: number): Counted[] {
  return countBy(db, set, sql`sample.mark`);
}

export function countLanguages(db: ReadableDatabase, set: number): Counted[] {
  return countBy(db, set, sql`sample.language`);
}

const sourceRow = z.object({
  kind: z.enum(['person', 'import', 'model']),
  source: z.string(),
  samples: z.number(),
});

/** Sources of the texts, the most frequent first. `source` is the name of the import or the SHA-256 of the model. */
export function countSources(db: ReadableDatabase, set: number): z.infer<typeof sourceRow>[] {
  return db.all(
    sourceRow,
    sql`SELECT sample.source_kind AS kind, coalesce(sample.source_name, '') AS source, count(*) AS samples
      FROM ${joined} WHERE set_sample.sample_set = ${set}
      GROUP BY sample.source_kind, sample.source_name ORDER BY samples DESC, kind, source`,
  );
}

const lengthRow = z.object({ length: z.number(), samples: z.number() });

/** Shortest first. */
export function countLengths(db: ReadableDatabase, set: number): z.infer<typeof lengthRow>[] {
  return db.all(
    lengthRow,
    sql`SELECT sample.length, count(*) AS samples FROM ${joined}
      WHERE set_sample.sample_set = ${set} GROUP BY sample.length ORDER BY sample.length`,
  );
}

export function countNames(db: ReadableDatabase, set: number): { writers: number; pages: number } {
  const row = z.object({ writers: z.number(), pages: z.number() });
  const counted = db.first(
    row,
    sql`SELECT count(DISTINCT sample.writer) AS writers, count(DISTINCT sample.page) AS pages FROM ${joined}
      WHERE set_sample.sample_set = ${set}`,
  );
  return counted ?? { writers: 0, pages: 0 };
}

const textRow = z.object({ text: z.string(), samples: z.number(), training: z.number() });

/** The distinct texts of samples marked as text, with their counts in total and in the training split. */
export function listTexts(db: ReadableDatabase, set: number): z.infer<typeof textRow>[] {
  return db.all(
    textRow,
    sql`SELECT sample.text, count(*) AS samples, count(*) FILTER (WHERE sample.split = 'train') AS training
      FROM ${joined} WHERE set_sample.sample_set = ${set} AND sample.mark = 'text' GROUP BY sample.text`,
  );
}
