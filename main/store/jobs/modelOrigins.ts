import { z } from 'zod';
import { versionIdSchema, type VersionId } from '../../../shared/contract/dataset.ts';
import {
  modelIdSchema,
  modelKindSchema,
  type ModelId,
  type ModelRole,
} from '../../../shared/contract/model.ts';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { runIdSchema, type RunId } from '../../../shared/contract/run.ts';
import type { Promotion } from '../../../shared/contract/modelCalls.ts';
import { transaction, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { findSetting, replaceSetting, type SettingName } from '../library/settings.ts';

const modelOriginSchema = z.object({
  run: runIdSchema.nullable(),
  base: modelIdSchema.nullable(),
  baseSha256: sha256Schema.nullable(),
  dataset: versionIdSchema.nullable(),
  addedAt: z.string(),
});
export type ModelOrigin = z.infer<typeof modelOriginSchema>;

export function replaceModelOrigin(db: WritableDatabase, model: ModelId, origin: ModelOrigin): void {
  db.run(sql`INSERT OR REPLACE INTO model_origin (model, run, base, base_sha256, dataset, added_at)
      VALUES (${model}, ${origin.run}, ${origin.base}, ${origin.baseSha256}, ${origin.dataset}, ${origin.addedAt})`);
}

export function findModelOrigin(db: ReadableDatabase, model: ModelId): ModelOrigin | undefined {
  return db.first(
    modelOriginSchema,
    sql`SELECT run, base, base_sha256 AS baseSha256, dataset, added_at AS addedAt
      FROM model_origin WHERE model = ${model}`,
  );
}

export function listModelsOfRun(db: ReadableDatabase, run: RunId): ModelId[] {
  return db.column(modelIdSchema, sql`SELECT model FROM model_origin WHERE run = ${run} ORDER BY model`);
}

export function removeModelOrigin(db: WritableDatabase, model: ModelId): void {
  db.run(sql`DELETE FROM model_origin WHERE model = ${model}`);
}

/** The models that are in use in a new library. */
const starters: Record<ModelRole, string> = {
  detector: 'starter-detector',
  recogniser: 'starter-recogniser',
};

export function findPromoted(db: ReadableDatabase, role: ModelRole): ModelId {
  return modelIdSchema.parse(findSetting(db, settingOf(role)) ?? starters[role]);
}

/** Promotes a model and remembers the previous one. */
export function promote(db: WritableDatabase, role: ModelRole, model: ModelId, at: string): void {
  transaction(db, () => {
    const previous = findPromoted(db, role);
    if (previous === model) return;
    db.run(
      sql`INSERT INTO promotion (kind, model, previous, at) VALUES (${role}, ${model}, ${previous}, ${at})`,
    );
    replaceSetting(db, settingOf(role), model);
  });
}

const promotionRow = z.object({
  id: z.number(),
  kind: modelKindSchema,
  model: modelIdSchema,
  previous: modelIdSchema,
  at: z.string(),
});

/** Reverts the last promotion. Returns the model that is now in use, or undefined if there was no promotion. */
export function rollBack(db: WritableDatabase, role: ModelRole): ModelId | undefined {
  return transaction(db, () => {
    const last = db.first(
      promotionRow,
      sql`SELECT id, kind, model, previous, at FROM promotion WHERE kind = ${role} ORDER BY id DESC LIMIT 1`,
    );
    if (last === undefined) return undefined;
    db.run(sql`DELETE FROM promotion WHERE id = ${last.id}`);
    replaceSetting(db, settingOf(role), last.previous);
    return last.previous;
  });
}

/** Newest first. */
export function listPromotions(db: ReadableDatabase): Promotion[] {
  return db
    .all(promotionRow, sql`SELECT id, kind, model, previous, at FROM promotion ORDER BY id DESC LIMIT 500`)
    .map(({ kind, model, previous, at }) => ({ kind, model, previous, at }));
}

function settingOf(role: ModelRole): SettingName {
  return `promoted-${role}`;
}

/**
 * The versions whose training words a model may have seen, or one that it descends from: all versions of the datasets that
 * trained them, because a word keeps its split.
 */
export function listVersionsSeen(db: ReadableDatabase, model: ModelId): VersionId[] {
  return db.column(
    versionIdSchema,
    sql`WITH RECURSIVE line (model) AS (
        SELECT ${model} UNION SELECT base FROM model_origin JOIN line USING (model) WHERE base IS NOT NULL
      )
      SELECT DISTINCT version.sha256 FROM model_origin JOIN line USING (model)
        JOIN version AS own ON own.sha256 = model_origin.dataset
        JOIN version_record AS trained ON trained.version = own.id
        JOIN version_record AS sibling ON sibling.dataset = trained.dataset
        JOIN version ON version.id = sibling.version`,
  );
}
