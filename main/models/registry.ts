import { readdir, stat } from 'node:fs/promises';
import { extname, join, basename } from 'node:path';
import {
  modelSchema,
  type Model,
  type ModelId,
  modelIdSchema,
  type ModelMetadata,
  type ModelRole,
  type ModelsByRole,
  roleOf,
} from '../../shared/contract/model.ts';
import { unitOf } from '../../shared/networks.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import { readNamedFile } from '../files/pathKind.ts';
import { shippedSum } from '../files/shippedFiles.ts';
import type { WritableDatabase } from '../store/database.ts';
import { secondReaderFile } from '../installation.ts';
import { findSetting } from '../store/library/settings.ts';
import type { ReadBy } from '../store/words/corrections.ts';
import { findModelOrigin, findPromoted } from '../store/jobs/modelOrigins.ts';
import { createHash } from 'node:crypto';

/** A model file on this machine. */
export interface ShelvedModel extends InspectedModel {
  readonly path: string;
}

/** The paths of what reads a photo. */
interface ReadingModels {
  readonly detector: string;
  readonly recogniser: string;
  /** Whether no second reader is asked for words in doubt. */
  readonly fast: boolean;
}

/** The models of the app and of one library. */
export type ModelRegistry = ReturnType<typeof createModelRegistry>;

/** @param folders in order: a model in a later folder replaces one of the same name */
export function createModelRegistry(
  db: WritableDatabase,
  folders: readonly string[],
  understand: Understand,
) {
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

  const isPromoted = ({ kind, id }: ShelvedModel): boolean => findPromoted(db, roleOf(kind)) === id;

  return {
    async listModels(): Promise<Model[]> {
      const models = [...(await list()).values()];
      return models
        .map((model) => modelSchema.parse({ ...model, promoted: isPromoted(model) }))
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id));
    },
    /** @throws InkdexError `model-unknown` */
    async find(id: ModelId): Promise<ShelvedModel & { readonly promoted: boolean }> {
      const models = await list();
      const model = models.get(id);
      if (model !== undefined) return { ...model, promoted: isPromoted(model) };
      throw new InkdexError(
        'model-unknown',
        `There is no model "${id}". Available: ${[...models.keys()].sort().join(', ')}.`,
      );
    },
    /**
     * @param asked what is used instead of the promoted ones
     * @throws InkdexError `model-unknown`, `model-damaged`
     */
    async readingModels(asked: ModelsByRole = {}): Promise<ReadingModels> {
      const models = [...(await list()).values()];
      return {
        detector: usable(models, 'detector', asked.detector ?? findPromoted(db, 'detector')).path,
        recogniser: usable(models, 'recogniser', asked.recogniser ?? findPromoted(db, 'recogniser')).path,
        fast: !asksSecond(db),
      };
    },
    /** The path of the line finder in use, or of the newest that was trained; null if there is none. */
    async lineFinder(): Promise<string | null> {
      const models = [...(await list()).values()].filter(
        ({ kind, problem }) => kind === 'lines' && problem === null,
      );
      const addedAt = ({ id }: ShelvedModel): string => findModelOrigin(db, id)?.addedAt ?? '';
      const trained = models.filter(({ parameters }) => parameters > 0);
      const newest = trained.sort((a, b) => addedAt(a).localeCompare(addedAt(b))).at(-1);
      return (models.find(isPromoted) ?? newest)?.path ?? null;
    },
    /** SHA-256 of the files of the models in use. @throws InkdexError as `readingModels` does */
    async modelsInUse(): Promise<ReadBy> {
      const models = [...(await list()).values()];
      return {
        detector: usable(models, 'detector', findPromoted(db, 'detector')).sha256,
        recogniser: usable(models, 'recogniser', findPromoted(db, 'recogniser')).sha256,
        second: asksSecond(db) ? await shippedSum(secondReaderFile) : null,
      };
    },
  };
}

/** `off`, or it is on. */
export const secondSetting = 'second-opinion';

/** Whether a second reader is asked for words in doubt. */
export function asksSecond(db: WritableDatabase): boolean {
  return findSetting(db, secondSetting) !== 'off';
}

function usable(models: readonly ShelvedModel[], role: ModelRole, id: string): ShelvedModel {
  const model = models.find((each) => each.id === id && roleOf(each.kind) === role);
  if (model === undefined) {
    const others = models.filter((each) => roleOf(each.kind) === role).map((each) => each.id);
    throw new InkdexError(
      'model-unknown',
      `There is no ${role} "${id}". Available: ${others.length === 0 ? 'none' : others.join(', ')}. ` +
        'Choose another one, or reinstall Inkdex to restore its models.',
    );
  }
  if (model.problem !== null) {
    throw new InkdexError('model-damaged', `The ${role} ${model.path} cannot be used. ${model.problem}`);
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

/** The properties of a model file, usable or not. */
interface InspectedModel extends Omit<Model, 'promoted'> {
  /** Null if the file cannot be used. */
  readonly metadata: ModelMetadata | null;
}

/** Reads the metadata of a .onnx file with the hash. @throws InkdexError `model-damaged` */
export type Understand = (path: string, sha256: string) => Promise<ModelMetadata>;

/** Describes a model file. Does not throw for a file that cannot be used or read, but describes its problem. */
async function inspectModel(path: string, understand: Understand): Promise<InspectedModel> {
  let bytes: Buffer;
  try {
    bytes = await readNamedFile(path);
  } catch (thrown) {
    const problem = `The file cannot be read (${failureOf(thrown).message}). Remove it, or change its permissions.`;
    return unusable(aboutFile(path, Buffer.alloc(0)), problem);
  }
  const about = aboutFile(path, bytes);
  try {
    const metadata = await understand(path, about.sha256);
    const characters = metadata.kind === 'recogniser' ? metadata.characters : null;
    const { kind, name, parameters } = metadata;
    const reads = metadata.kind === 'recogniser' ? unitOf(metadata) : kind === 'lines' ? 'page' : null;
    return { ...about, kind, name, parameters, characters, reads, problem: null, metadata };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.code !== 'model-damaged' && failure.code !== 'engine-crashed') throw thrown;
    return unusable(about, failure.message);
  }
}

type AboutFile = Pick<InspectedModel, 'id' | 'sha256' | 'bytes'>;

function aboutFile(path: string, bytes: Buffer): AboutFile {
  return {
    id: modelIdSchema.parse(modelName(path)),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  };
}

function unusable(about: AboutFile, problem: string): InspectedModel {
  const kind = about.id.includes('detector') ? 'detector' : 'recogniser';
  return {
    ...about,
    kind,
    name: about.id,
    parameters: 0,
    characters: null,
    reads: null,
    problem,
    metadata: null,
  };
}

/** Converts a file name to an id of lower-case letters, digits and dashes. */
export function modelName(path: string): string {
  const fit = basename(path, '.onnx')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 64);
  return fit === '' ? 'model' : fit;
}
