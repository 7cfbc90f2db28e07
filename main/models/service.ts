import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Announce, CallArgs, CallResult } from '../../shared/contract/contract.ts';
import {
  modelSchema,
  type Model,
  type ModelId,
  type TrainingEngineName,
} from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { RunId } from '../../shared/contract/run.ts';
import type { ModelCard, Promotion } from '../../shared/contract/trainingCalls.ts';
import type { TrainingEngine } from '../../shared/contract/model.ts';
import type { Reader, Trainer } from '../workers/client.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import {
  findModelOrigin,
  listModelsOfRun,
  listPromotions,
  promote,
  removeModelOrigin,
  replaceModelOrigin,
  rollBack,
  type ModelOrigin,
} from '../store/modelOrigins.ts';
import { listEvaluationsOf } from '../store/runEvaluations.ts';
import { createEngineChoices, type EngineChoices } from './engineChoices.ts';
import { copyModel, exportPath, freeModelId } from './modelFiles.ts';
import type { ModelShelf, ShelvedModel } from './registry.ts';

export interface InstallOptions {
  /** Whether to install TensorFlow with CUDA. */
  readonly gpu: boolean;
  /** Called with a progress line for each step and each tenth of it. Windows receive it too. */
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** The service for models and training engines. */
export interface ModelsJourney {
  listModels(): Promise<Model[]>;
  /** @throws InkdexError `model-unknown` */
  getModel(args: CallArgs<'getModel'>): Promise<ModelCard>;
  /** @throws InkdexError `model-unknown`, `model-damaged` */
  promoteModel(args: CallArgs<'promoteModel'>): Promise<Model>;
  rollBackModel(args: CallArgs<'rollBackModel'>): Promise<Model>;
  listPromotions(): Promotion[];
  /** @throws InkdexError `model-damaged`, `file-missing` */
  importModel(args: CallArgs<'importModel'>): Promise<Model>;
  exportModel(args: CallArgs<'exportModel'>): Promise<CallResult<'exportModel'>>;
  removeModel(args: CallArgs<'removeModel'>): Promise<void>;
  /** Adds a model to the library, under the wanted name or a similar one. Does not add the same model twice. */
  addModel(path: string, wanted: string, origin: ModelOrigin): Promise<Model>;
  /** Deletes the models of a discarded run, unless the user has promoted one in the meantime. */
  discardModelsOf(run: RunId): Promise<void>;
  listEngines(args: { readonly measure?: boolean }): Promise<TrainingEngine[]>;
  readonly engines: Pick<EngineChoices, 'chosen' | 'choice' | 'measure' | 'choose'>;
  /** @throws InkdexError `engine-install-failed`, `bad-arguments`, `cancelled` */
  installEngine(name: TrainingEngineName, options: InstallOptions): Promise<void>;
}

export interface ModelsParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly shelf: ModelShelf;
  /** The library's own models. */
  readonly folder: string;
  readonly reader: Reader;
  readonly trainer: Trainer;
  readonly announce: Announce;
}

export function createModels(parts: ModelsParts): ModelsJourney {
  const { db, lock, shelf, folder, reader, trainer, announce } = parts;
  const engines = createEngineChoices(db, trainer);

  async function describe(id: ModelId): Promise<Model> {
    return modelSchema.parse(await shelf.find(id));
  }

  /** Announces a changed list of models to windows. */
  async function changed(id: ModelId): Promise<Model> {
    announce('modelsChanged', {});
    return await describe(id);
  }

  async function addModel(path: string, wanted: string, origin: ModelOrigin): Promise<Model> {
    lock.require();
    const models = await shelf.listModels();
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
    const model = await shelf.find(id);
    requireRemovable(model, folder);
    await rm(model.path, { force: true });
    removeModelOrigin(db, id);
    announce('modelsChanged', {});
  }

  return {
    listModels: () => shelf.listModels(),
    getModel: async ({ model }) => cardOf(db, await shelf.find(model)),
    async promoteModel({ model: id }) {
      lock.require();
      const model = await shelf.find(id);
      if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
      promote(db, model.kind, id, new Date().toISOString());
      return await changed(id);
    },
    async rollBackModel({ kind }) {
      lock.require();
      const usable = (await shelf.listModels()).filter(({ problem }) => problem === null);
      const ids = new Set(usable.map(({ id }) => id));
      for (let id = rollBack(db, kind); id !== undefined; id = rollBack(db, kind)) {
        // Skips models that were removed or damaged in the meantime.
        if (ids.has(id)) return await changed(id);
      }
      throw new InkdexError('not-found', `No other ${kind} was in use before this one.`);
    },
    listPromotions: () => listPromotions(db),
    async importModel({ path }) {
      lock.require();
      await reader.call('tryModel', { path });
      const origin = {
        run: null,
        base: null,
        baseSha256: null,
        dataset: null,
        addedAt: new Date().toISOString(),
      };
      return await addModel(path, path, origin);
    },
    async exportModel({ model: id, path, format }) {
      const model = await shelf.find(id);
      const target = await exportPath(path, id, format);
      if (format === 'onnx') await copyModel(model.path, target);
      else await trainer.call('exportWeights', { model: model.path, folder: target });
      return { path: target };
    },
    removeModel: ({ model }) => removeModel(model),
    addModel,
    async discardModelsOf(run) {
      const ofRun = new Set(listModelsOfRun(db, run));
      for (const { id, promoted } of await shelf.listModels()) {
        if (ofRun.has(id) && !promoted) await removeModel(id);
      }
    },
    async listEngines({ measure = false }) {
      return measure ? (await engines.measure()).engines : await engines.list();
    },
    engines,
    async installEngine(name, { gpu, onProgress, signal }) {
      const line = tenths();
      await trainer.call(
        'installEngine',
        { name, gpu },
        {
          ...(signal === undefined ? {} : { signal }),
          onProgress(progress) {
            const text = line(progress);
            if (text === null) return;
            onProgress?.(text);
            announce('engineProgress', { line: text });
          },
        },
      );
      engines.forget();
    },
  };
}

async function cardOf(
  db: Database,
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

/** Converts progress in bytes to a line for each new tenth, and null in between. */
function tenths(): (progress: { step: string; done: number; total: number | null }) => string | null {
  let last = '';
  return ({ step, done, total }) => {
    const share = total === null || total === 0 ? null : Math.floor((10 * done) / total) * 10;
    const line = share === null ? step : `${step}: ${share} %`;
    if (line === last) return null;
    last = line;
    return line;
  };
}
