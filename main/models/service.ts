import { createHash } from 'node:crypto';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { join } from 'node:path';
import type { Serves } from '../../shared/contract/contract.ts';
import {
  type ForeignModel,
  kindName,
  modelSchema,
  type Model,
  type ModelId,
  roleOf,
} from '../../shared/contract/model.ts';
import type { ModelCard, modelCalls } from '../../shared/contract/modelCalls.ts';
import { unitOf } from '../../shared/networks.ts';
import { InkdexError } from '../../shared/result.ts';
import type { RunId } from '../../shared/contract/run.ts';
import type { Reader } from '../workers/client.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import {
  findModelOrigin,
  findPromoted,
  listModelsOfRun,
  listPromotions,
  promote,
  removeModelOrigin,
  replaceModelOrigin,
  rollBack,
  type ModelOrigin,
  listVersionsSeen,
} from '../store/jobs/modelOrigins.ts';
import { listEvaluationsOf } from '../store/jobs/evaluations.ts';
import { giveUsualModes } from '../files/privateFiles.ts';
import { createWholeFile } from '../files/writeWhole.ts';
import { createEngines, type EnginesParts } from './engines.ts';
import { copyModel, exportPath, freeModelId } from './modelFiles.ts';
import type { ModelRegistry, ShelvedModel } from './registry.ts';

export interface ModelsParts extends EnginesParts {
  readonly lock: HostLock;
  readonly registry: ModelRegistry;
  /** The library's own models. */
  readonly folder: string;
  readonly reader: Reader;
  /** Cancels jobs that read photos again with the models in use. */
  readonly stopReadingAgain: () => Promise<void>;
}

export type Models = ReturnType<typeof createModels>;

/** Answers the calls about models and training engines (`shared/contract/modelCalls.ts`). */
export function createModels(parts: ModelsParts) {
  const { db, lock, registry, folder, reader, trainer, announce } = parts;
  const { calls: engineCalls, ...engineParts } = createEngines(parts);

  async function describe(id: ModelId): Promise<Model> {
    return modelSchema.parse(await registry.find(id));
  }

  /** Announces a changed list of models to windows. */
  async function changed(id: ModelId): Promise<Model> {
    announce('modelsChanged', {});
    return await describe(id);
  }

  /** Adds a model to the library, under the wanted name or a similar one. Does not add the same model twice. */
  async function addModel(path: string, wanted: string, origin: ModelOrigin): Promise<Model> {
    lock.require();
    const models = await registry.listModels();
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const same = models.find((model) => model.sha256 === sha256);
    if (same !== undefined) return same;
    const id = freeModelId(wanted, models);
    // Before the file: without this row, a file that a killed process left would belong to no run.
    replaceModelOrigin(db, id, origin);
    await copyModel(path, join(folder, `${id}.onnx`));
    return await changed(id);
  }

  async function removeModel(id: ModelId): Promise<void> {
    lock.require();
    const model = await registry.find(id);
    requireRemovable(model, folder);
    await rm(model.path, { force: true });
    removeModelOrigin(db, id);
    announce('modelsChanged', {});
  }

  const calls = {
    listModels: () => registry.listModels(),
    getModel: async ({ model }) => cardOf(db, await registry.find(model)),
    /** @throws InkdexError `model-unknown`, `model-damaged`, `bad-arguments` for a recogniser of characters */
    async promoteModel({ model: id }) {
      lock.require();
      const model = await registry.find(id);
      if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
      requireReader(model);
      promote(db, roleOf(model.kind), id, new Date().toISOString());
      return await changed(id);
    },
    async rollBackModel({ kind }) {
      lock.require();
      const usable = (await registry.listModels()).filter(({ problem }) => problem === null);
      const ids = new Set(usable.map(({ id }) => id));
      const role = roleOf(kind);
      if (listPromotions(db).some((promotion) => promotion.kind === role)) await parts.stopReadingAgain();
      for (let id = rollBack(db, role); id !== undefined; id = rollBack(db, role)) {
        // Skips models that were removed or damaged in the meantime.
        if (ids.has(id)) return await changed(id);
      }
      throw new InkdexError('not-found', `No other ${role} was in use before this one.`);
    },
    listPromotions: () => listPromotions(db),
    /** @throws InkdexError `model-damaged`, `file-missing`; `data-invalid` for an alphabet */
    async importModel({ path, foreign }) {
      lock.require();
      const addedAt = new Date().toISOString();
      const origin = { run: null, base: null, baseSha256: null, dataset: null, addedAt };
      if (foreign !== undefined) {
        return await asOwn(reader, path, foreign, (own) => addModel(own, path, origin));
      }
      await reader.call('tryModel', { path });
      return await addModel(path, path, origin);
    },
    async exportModel({ model: id, path, format, numbers }) {
      const model = await registry.find(id);
      const target = await exportPath(path, id, format);
      if (format === 'onnx') await createWholeFile(target, (file) => copyFile(model.path, file));
      else
        await trainer.call('exportModel', { model: model.path, name: id, format, folder: target, numbers });
      await giveUsualModes(target);
      return { path: target };
    },
    async removeModel({ model }) {
      await removeModel(model);
      return null;
    },
    ...engineCalls,
  } satisfies Serves<typeof modelCalls>;
  return {
    calls,
    ...engineParts,
    lineFinderAt: (id: ModelId) => lineFinderAt(registry, id),
    /**
     * The recogniser with an id, or with null the one in use.
     *
     * @throws InkdexError `model-unknown`, `model-damaged`, `bad-arguments` for a detector
     */
    async findBase(id: ModelId | null) {
      const model = await registry.find(id ?? findPromoted(db, 'recogniser'));
      if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
      if (model.metadata?.kind === 'recogniser') return { ...model, reads: unitOf(model.metadata) };
      throw noRecogniser(model);
    },
    addModel,
    /** Deletes the models of a discarded run, unless the user has promoted one in the meantime. */
    async discardModelsOf(run: RunId) {
      const ofRun = new Set(listModelsOfRun(db, run));
      for (const { id, promoted } of await registry.listModels()) {
        if (ofRun.has(id) && !promoted) await removeModel(id);
      }
    },
  };
}

function noRecogniser({ id, kind }: Pick<Model, 'id' | 'kind'>): InkdexError {
  return new InkdexError(
    'bad-arguments',
    `${id} is a ${kindName(kind)}, but a recogniser is required. Choose a recogniser.`,
  );
}

/**
 * Path of the finder of lines with an id; null if the model is of another kind.
 *
 * @throws InkdexError `model-unknown`, `model-damaged`
 */
async function lineFinderAt(registry: ModelsParts['registry'], id: ModelId): Promise<string | null> {
  const { problem, metadata, path } = await registry.find(id);
  if (problem !== null) throw new InkdexError('model-damaged', problem);
  return metadata?.kind === 'lines' ? path : null;
}

/** Uses a recogniser of another program as a file of Inkdex, which is deleted afterwards. */
async function asOwn<Result>(
  reader: Reader,
  path: string,
  foreign: ForeignModel,
  use: (own: string) => Promise<Result>,
): Promise<Result> {
  return await withTemporaryFolder('inkdex-model-', async (folder) => {
    const target = join(folder, 'model.onnx');
    await reader.call('importForeign', { path, foreign, target });
    return await use(target);
  });
}

async function cardOf(
  db: WritableDatabase,
  model: ShelvedModel & { readonly promoted: boolean },
): Promise<ModelCard> {
  const { metadata, path, sha256 } = model;
  const origin = findModelOrigin(db, model.id);
  const { base = null, baseSha256 = null } = origin ?? {};
  return {
    model: modelSchema.parse(model),
    run: origin?.run ?? null,
    base: base === null || baseSha256 === null ? null : { id: base, sha256: baseSha256 },
    dataset: origin?.dataset ?? null,
    seen: listVersionsSeen(db, model.id),
    input:
      metadata?.kind === 'recogniser'
        ? { height: metadata.height, widths: metadata.widths, stride: metadata.stride }
        : null,
    addedAt: origin?.addedAt ?? null,
    evaluations: listEvaluationsOf(db, sha256),
    text: await readFile(path.replace(/\.onnx$/u, '.md'), 'utf8').catch(() => null),
  };
}

function requireRemovable(
  { id, path, promoted }: ShelvedModel & { readonly promoted: boolean },
  folder: string,
): void {
  if (promoted) {
    throw new InkdexError('conflict', `${id} is in use. Promote another model first, then remove this one.`);
  }
  if (path !== join(folder, `${id}.onnx`)) {
    throw new InkdexError('conflict', `${id} comes with Inkdex and cannot be removed.`);
  }
}

/** @throws InkdexError `bad-arguments` for a recogniser of single characters */
function requireReader({ id, metadata }: ShelvedModel): void {
  if (metadata?.kind !== 'recogniser' || unitOf(metadata) !== 'character') return;
  throw new InkdexError(
    'bad-arguments',
    `${id} reads single characters. Photos are read with a recogniser of words or of lines: choose one.`,
  );
}
