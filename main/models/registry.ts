import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { modelSchema, type Model, type ModelId, type ModelKind } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { findPromoted } from '../store/modelOrigins.ts';
import { inspectModel, type InspectedModel, type Understand } from './inspectModel.ts';

/** A model file on this machine. */
export interface ShelvedModel extends InspectedModel {
  readonly path: string;
}

/** The files of the detector and the recogniser. */
export interface ReadingModels {
  readonly detector: string;
  readonly recogniser: string;
}

/** The models of the app and of one library. */
export interface ModelShelf {
  listModels(): Promise<Model[]>;
  /** @throws InkdexError `model-unknown` */
  find(id: ModelId): Promise<ShelvedModel & { readonly promoted: boolean }>;
  /**
   * @param recogniser used instead of the promoted one
   * @throws InkdexError `model-unknown`, `model-damaged`
   */
  readingModels(recogniser?: ModelId): Promise<ReadingModels>;
}

/** @param folders in order: a model in a later folder replaces one of the same name */
export function createModelShelf(
  db: Database,
  folders: readonly string[],
  understand: Understand,
): ModelShelf {
  /** Cached descriptions of files, by path, size, and times of change of content and permissions. */
  const known = new Map<string, Promise<InspectedModel>>();

  async function inspect(path: string): Promise<ShelvedModel> {
    // A broken link has no size and times, but is described too.
    const found = await stat(path).catch(() => null);
    const key = JSON.stringify([path, found?.size, found?.mtimeMs, found?.ctimeMs]);
    let inspected = known.get(key);
    if (inspected === undefined) {
      inspected = inspectModel(path, understand);
      known.set(key, inspected);
    }
    return { ...(await inspected), path };
  }

  async function list(): Promise<Map<ModelId, ShelvedModel>> {
    const paths = (await Promise.all(folders.map(modelFiles))).flat();
    const models = await Promise.all(paths.map(inspect));
    return new Map(models.map((model) => [model.id, model]));
  }

  const isPromoted = ({ kind, id }: ShelvedModel): boolean => findPromoted(db, kind) === id;

  return {
    async listModels() {
      const models = [...(await list()).values()];
      return models
        .map((model) => modelSchema.parse({ ...model, promoted: isPromoted(model) }))
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id));
    },
    async find(id) {
      const models = await list();
      const model = models.get(id);
      if (model !== undefined) return { ...model, promoted: isPromoted(model) };
      throw new InkdexError(
        'model-unknown',
        `There is no model "${id}". Available: ${[...models.keys()].sort().join(', ')}.`,
      );
    },
    async readingModels(recogniser) {
      const models = [...(await list()).values()];
      return {
        detector: usable(models, 'detector', findPromoted(db, 'detector')).path,
        recogniser: usable(models, 'recogniser', recogniser ?? findPromoted(db, 'recogniser')).path,
      };
    },
  };
}

function usable(models: readonly ShelvedModel[], kind: ModelKind, id: string): ShelvedModel {
  const model = models.find((each) => each.id === id && each.kind === kind);
  if (model === undefined) {
    const others = models.filter((each) => each.kind === kind).map((each) => each.id);
    throw new InkdexError(
      'model-unknown',
      `There is no ${kind} "${id}". Available: ${others.length === 0 ? 'none' : others.join(', ')}. ` +
        'Choose another one, or reinstall Inkdex to restore its models.',
    );
  }
  if (model.problem !== null) {
    throw new InkdexError('model-damaged', `The ${kind} ${model.path} cannot be used. ${model.problem}`);
  }
  return model;
}

/** The models in a folder; none if it does not exist. */
async function modelFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => extname(name) === '.onnx')
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
