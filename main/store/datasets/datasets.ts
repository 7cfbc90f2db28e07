import { z } from 'zod';
import {
  datasetIdSchema,
  datasetOriginSchema,
  datasetSchema,
  type Dataset,
  type DatasetId,
  type DatasetOrigin,
  type LibraryQuery,
} from '../../../shared/contract/datasetContents.ts';
import { splitRuleSchema, type SplitRule } from '../../../shared/contract/dataset.ts';
import {
  flag,
  jsonOf,
  sql,
  type Sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { hasStatus } from '../photos/photos.ts';

const datasetRow = datasetSchema.extend({
  origin: jsonOf(datasetOriginSchema),
  splitRule: jsonOf(splitRuleSchema),
  isChanged: flag,
});

const columns = sql`dataset.id, dataset.name, sample_set.samples, sample_set.images, dataset.origin,
  dataset.licence, dataset.split_rule AS splitRule, version.sha256 AS head,
  coalesce(version.contents, 0) <> dataset.contents AS isChanged,
  (SELECT count(*) FROM version_record WHERE version_record.dataset = dataset.id) AS versions,
  dataset.made_at AS madeAt, dataset.changed_at AS changedAt`;
const tables = sql`dataset JOIN sample_set ON sample_set.id = dataset.contents
  LEFT JOIN version ON version.id = dataset.head`;

/** The last changed first. */
export function listDatasets(db: ReadableDatabase): Dataset[] {
  return db.all(
    datasetRow,
    sql`SELECT ${columns} FROM ${tables} ORDER BY dataset.changed_at DESC, dataset.id DESC`,
  );
}

export function findDataset(db: ReadableDatabase, id: DatasetId): Dataset | undefined {
  return db.first(datasetRow, sql`SELECT ${columns} FROM ${tables} WHERE dataset.id = ${id}`);
}

export function findDatasetByName(db: ReadableDatabase, name: string): Dataset | undefined {
  return db.first(datasetRow, sql`SELECT ${columns} FROM ${tables} WHERE dataset.name = ${name}`);
}

const stateRow = z.object({ contents: z.number(), isEdited: flag, models: jsonOf(z.array(z.string())) });
/** The state of a dataset that is not shown to users. */
export type DatasetState = z.infer<typeof stateRow>;

export function findDatasetState(db: ReadableDatabase, id: DatasetId): DatasetState | undefined {
  return db.first(
    stateRow,
    sql`SELECT name, contents, is_edited AS isEdited, models FROM dataset WHERE id = ${id}`,
  );
}

interface NewDataset {
  readonly name: string;
  /** A closed set. */
  readonly contents: number;
  readonly origin: DatasetOrigin;
  readonly splitRule: SplitRule;
  readonly licence: string;
  /** SHA-256 of the models that detected or read its words. */
  readonly models: readonly string[];
  readonly at: string;
}

export function insertDataset(db: WritableDatabase, dataset: NewDataset): DatasetId {
  const id =
    db.insert(sql`INSERT INTO dataset (name, contents, origin, split_rule, licence, models, made_at, changed_at)
      VALUES (${dataset.name}, ${dataset.contents}, ${JSON.stringify(dataset.origin)},
        ${JSON.stringify(dataset.splitRule)}, ${dataset.licence}, ${JSON.stringify(dataset.models)},
        ${dataset.at}, ${dataset.at})`);
  return datasetIdSchema.parse(id);
}

/** The fields of a dataset that can change. Omitted fields keep their values. */
interface DatasetChange extends Partial<Omit<NewDataset, 'at'>> {
  /** Id of the version's row. */
  readonly head?: number;
  readonly isEdited?: boolean;
}

export function replaceDataset(db: WritableDatabase, id: DatasetId, change: DatasetChange, at: string): void {
  const set = (column: Sql, value: string | number | undefined): Sql =>
    value === undefined ? sql`` : sql`${column} = ${value},`;
  const text = (value: unknown): string | undefined =>
    value === undefined ? undefined : JSON.stringify(value);
  db.run(sql`UPDATE dataset SET ${set(sql`name`, change.name)} ${set(sql`contents`, change.contents)}
      ${set(sql`head`, change.head)}
      ${set(sql`is_edited`, change.isEdited === undefined ? undefined : Number(change.isEdited))}
      ${set(sql`origin`, text(change.origin))} ${set(sql`split_rule`, text(change.splitRule))}
      ${set(sql`licence`, change.licence)} ${set(sql`models`, text(change.models))}
      changed_at = ${at} WHERE id = ${id}`);
}

/** Deletes a dataset with its version records. */
export function removeDataset(db: WritableDatabase, id: DatasetId): void {
  db.run(sql`DELETE FROM dataset WHERE id = ${id}`);
}

/** Whether a set is read-only because a version or another dataset uses it too. */
export function isSetShared(db: ReadableDatabase, set: number): boolean {
  const holders = db.count(sql`SELECT (SELECT count(*) FROM version WHERE contents = ${set}) * 2 +
      (SELECT count(*) FROM dataset WHERE contents = ${set})`);
  return holders > 1;
}

const placedRow = z.object({ id: photoIdSchema, path: z.string() });

/** Photos that words can come from, the oldest first, with only the columns that identify them. */
export function listPhotosToLabel(
  db: ReadableDatabase,
  { status, progress, confirmedOnly }: Pick<LibraryQuery, 'status' | 'progress' | 'confirmedOnly'>,
): z.infer<typeof placedRow>[] {
  const ofStatus = status === null ? sql`` : sql`AND ${hasStatus(status)}`;
  const ofProgress = progress === null ? sql`` : sql`AND progress = ${progress}`;
  // Checking every word of all other photos for confirmed ones would take minutes.
  const ofPeople = confirmedOnly
    ? sql`AND EXISTS (SELECT 1 FROM word WHERE word.photo = photo.id AND word.source = 'human')`
    : sql``;
  return db.all(
    placedRow,
    sql`SELECT id, path FROM photo WHERE word_count > 0 ${ofStatus} ${ofProgress} ${ofPeople} ORDER BY id`,
  );
}

/** SHA-256 of the models that detected and read the words of photos; the photos are given by hash. */
export function listReadersOf(db: ReadableDatabase, photos: readonly string[]): string[] {
  return db.column(
    z.string(),
    sql`SELECT detector AS model FROM photo WHERE sha256 IN ${sqlList(photos)} AND detector IS NOT NULL
      UNION SELECT recogniser FROM photo WHERE sha256 IN ${sqlList(photos)} AND recogniser IS NOT NULL`,
  );
}
