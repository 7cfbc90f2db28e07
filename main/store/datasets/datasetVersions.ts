import { z } from 'zod';
import {
  versionIdSchema,
  versionRecordSchema,
  type VersionId,
  type VersionRecord,
} from '../../../shared/contract/dataset.ts';
import type { DatasetId } from '../../../shared/contract/datasetContents.ts';
import {
  jsonOf,
  transaction,
  sql,
  sqlList,
  type ReadableDatabase,
  type WritableDatabase,
} from '../database.ts';

const versionRow = z.object({ id: z.number(), contents: z.number() });
/** A version's row and its set. */
export type StoredVersion = z.infer<typeof versionRow>;

export function findVersion(db: ReadableDatabase, version: VersionId): StoredVersion | undefined {
  return db.first(versionRow, sql`SELECT id, contents FROM version WHERE sha256 = ${version}`);
}

/** Versions whose id begins with `prefix` (hex digits). */
export function findVersionsByPrefix(db: ReadableDatabase, prefix: string): VersionId[] {
  return db.column(
    versionIdSchema,
    sql`SELECT sha256 FROM version WHERE sha256 >= ${prefix} AND sha256 < ${`${prefix}g`} LIMIT 10`,
  );
}

export function insertVersion(db: WritableDatabase, version: VersionId, contents: number): number {
  return db.insert(sql`INSERT INTO version (sha256, contents) VALUES (${version}, ${contents})`);
}

const { tags, models } = versionRecordSchema.shape;
const recordRow = versionRecordSchema.extend({ tags: jsonOf(tags), models: jsonOf(models) });

const columns = sql`dataset.name, version.sha256 AS version, dataset.name AS dataset,
  version_record.sequence AS number, version_record.parent,
  version_record.author, version_record.note, version_record.tags, version_record.licence,
  version_record.frozen_at AS frozenAt, sample_set.samples, sample_set.images, version_record.models`;
const tables = sql`version_record JOIN version ON version.id = version_record.version
  JOIN dataset ON dataset.id = version_record.dataset JOIN sample_set ON sample_set.id = version.contents`;

/** Newest first. */
export function listVersionRecords(db: ReadableDatabase, dataset: DatasetId): VersionRecord[] {
  return db.all(
    recordRow,
    sql`SELECT ${columns} FROM ${tables} WHERE version_record.dataset = ${dataset}
      ORDER BY version_record.sequence DESC`,
  );
}

/** The records of one version in all datasets that have it, oldest first. */
export function findVersionRecords(db: ReadableDatabase, version: VersionId): VersionRecord[] {
  return db.all(
    recordRow,
    sql`SELECT ${columns} FROM ${tables} WHERE version.sha256 = ${version}
      ORDER BY version_record.frozen_at, version_record.dataset`,
  );
}

export function hasVersionRecord(db: ReadableDatabase, dataset: DatasetId, version: number): boolean {
  const query = sql`SELECT 1 AS found FROM version_record WHERE dataset = ${dataset} AND version = ${version}`;
  return db.has(query);
}

interface NewVersionRecord extends Pick<
  VersionRecord,
  'parent' | 'author' | 'note' | 'tags' | 'licence' | 'models' | 'frozenAt'
> {
  readonly dataset: DatasetId;
  /** Id of the version's row. */
  readonly version: number;
}

export function insertVersionRecord(db: WritableDatabase, record: NewVersionRecord): void {
  db.run(sql`INSERT INTO version_record (dataset, version, sequence, parent, author, note, tags, licence, models, frozen_at)
      SELECT ${record.dataset}, ${record.version}, coalesce(max(sequence), 0) + 1, ${record.parent},
        ${record.author}, ${record.note}, ${JSON.stringify(record.tags)}, ${record.licence},
        ${JSON.stringify(record.models)}, ${record.frozenAt}
      FROM version_record WHERE dataset = ${record.dataset}`);
}

/** SHA-256 of the models whose readings are labels in a set. */
export function listModelsOf(db: ReadableDatabase, set: number): string[] {
  return db.column(
    z.string(),
    sql`SELECT DISTINCT sample.source_name AS model FROM set_sample JOIN sample ON sample.id = set_sample.sample
      WHERE set_sample.sample_set = ${set} AND sample.source_kind = 'model'`,
  );
}

/** Deletes the rows that no dataset and no version uses. For the files of objects and manifests see `collectGarbage`. */
export function removeUnneededRows(db: WritableDatabase): void {
  transaction(db, () => {
    db.run(sql`DELETE FROM version WHERE id NOT IN (SELECT version FROM version_record)
      AND id NOT IN (SELECT head FROM dataset WHERE head IS NOT NULL)`);
    db.run(sql`DELETE FROM sample_set WHERE id NOT IN (SELECT contents FROM dataset)
      AND id NOT IN (SELECT contents FROM version)`);
    db.run(sql`DELETE FROM sample WHERE NOT EXISTS (
      SELECT 1 FROM set_sample WHERE set_sample.sample = sample.id)`);
    db.run(sql`DELETE FROM crop WHERE NOT EXISTS (SELECT 1 FROM sample WHERE sample.crop = crop.id)`);
    db.run(sql`DELETE FROM image WHERE NOT EXISTS (SELECT 1 FROM crop WHERE crop.image = image.id)`);
  });
}

/** The given objects that are in the database. */
export function findKnownImages(db: ReadableDatabase, sha256s: readonly string[]): Set<string> {
  return new Set(db.column(z.string(), sql`SELECT sha256 FROM image WHERE sha256 IN ${sqlList(sha256s)}`));
}

export function findKnownVersions(db: ReadableDatabase, sha256s: readonly string[]): Set<string> {
  return new Set(db.column(z.string(), sql`SELECT sha256 FROM version WHERE sha256 IN ${sqlList(sha256s)}`));
}
