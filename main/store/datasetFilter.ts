import type { HeldSample, SampleFilter } from '../../shared/contract/datasetContents.ts';
import { all, count, type Database } from './database.ts';
import { heldColumns, heldSampleRow } from './datasetSamples.ts';
import { sql, type Sql } from './sql.ts';

/** The samples of a set that match a filter, sorted by key. */
export function listSetSamples(
  db: Database,
  set: number,
  filter: SampleFilter,
  page: { readonly offset: number; readonly limit: number },
): HeldSample[] {
  return all(
    db,
    heldSampleRow,
    sql`SELECT ${heldColumns} FROM set_sample JOIN sample ON sample.id = set_sample.sample
      JOIN crop ON crop.id = sample.crop JOIN image ON image.id = crop.image
      WHERE set_sample.sample_set = ${set} ${conditions(filter)}
      ORDER BY set_sample.key_order LIMIT ${page.limit} OFFSET ${page.offset}`,
  );
}

export function countSetSamples(db: Database, set: number, filter: SampleFilter): number {
  return count(
    db,
    sql`SELECT count(*) FROM set_sample JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} ${conditions(filter)}`,
  );
}

function conditions(filter: SampleFilter): Sql {
  const { split, level, mark, source, writer, page, language, text, key, shortest, longest } = filter;
  const wanted: Sql[] = [];
  if (split !== null)
    wanted.push(split === 'none' ? sql`sample.split IS NULL` : sql`sample.split = ${split}`);
  if (level !== null) wanted.push(sql`sample.level = ${level}`);
  if (mark !== null) wanted.push(sql`sample.mark = ${mark}`);
  if (source !== null) wanted.push(sql`sample.source_kind = ${source}`);
  if (writer !== null) {
    wanted.push(writer === 'none' ? sql`sample.writer IS NULL` : sql`sample.writer = ${writer.name}`);
  }
  if (page !== null) wanted.push(sql`sample.page = ${page}`);
  if (language !== null) wanted.push(sql`sample.language = ${language}`);
  // instr compares exactly; LIKE would ignore case for ASCII only.
  if (text !== null && text !== '') wanted.push(sql`instr(sample.text, ${text.normalize('NFC')}) > 0`);
  if (key !== null && key !== '') wanted.push(sql`instr(sample.key, ${key}) > 0`);
  if (shortest !== null) wanted.push(sql`sample.length >= ${shortest}`);
  if (longest !== null) wanted.push(sql`sample.length <= ${longest}`);
  return wanted.reduce((joined, next) => sql`${joined} AND ${next}`, sql``);
}
