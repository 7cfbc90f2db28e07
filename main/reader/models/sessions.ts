import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InferenceSession } from '../../ml/onnx/runtime.ts';
import { z } from 'zod';
import {
  kindName,
  modelMetadataSchema,
  type DetectorMetadata,
  type FinderMetadata,
  type LinesMetadata,
  type ModelKind,
  type ModelMetadata,
  type ReadingEngineName,
  type RecogniserMetadata,
  roleOf,
} from '../../../shared/contract/model.ts';
import { createAlphabet } from '../../../shared/alphabet.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';
import { versionOf } from '../../files/hashFile.ts';
import { secondReaderFile } from '../../installation.ts';
import { classesOf } from '../../ml/decoding/secondOpinion.ts';
import {
  requireNoLoops,
  storedMetadata,
  withLogProbabilities,
  withOtherHead,
} from '../../ml/onnx/editModel.ts';
import { logProbabilitiesOutput } from '../../ml/onnx/outputs.ts';
import { quantizeLstm } from '../../ml/onnx/quantizeLstm.ts';
import { sharedGpu, type Gpu, type GpuSession, type Rehearsal } from './gpuThread.ts';
import { openSession } from './onnxSession.ts';
import { startReaderThread, type ReaderThread } from './readerThread.ts';

/** A model ready to run. */
export interface LoadedModel<Metadata> {
  /** For the thread that opened the model. */
  readonly session: InferenceSession;
  /** Further ones to read batches of words on; none but of a recogniser. */
  readonly threads: readonly ReaderThread[];
  /** Runs the model with float weights before all others; null if it is to run on the processor. */
  readonly gpu: GpuSession | null;
  readonly metadata: Metadata;
  readonly sha256: string;
  /** Only of a recogniser: the one that is asked for words that it leaves in doubt, if one is. */
  readonly second?: RecogniserBeside;
  /** The one that reads pages in scripts that this one does not know, if one does. */
  readonly scripts?: RecogniserBeside;
}

/** A recogniser that is opened only for what another one cannot read. */
export interface RecogniserBeside {
  /** SHA-256 of its file, which is not opened for that; null where the file is not as it was shipped. */
  sha256(): Promise<string | null>;
  /** Null where the file is not as it was shipped. */
  open(): Promise<LoadedModel<RecogniserMetadata> | null>;
}

/** Whether a recogniser, or the one that is asked for words in doubt, is given the photo of a word. */
export function needsPhoto({ metadata, second }: LoadedModel<RecogniserMetadata>): boolean {
  return metadata.photo !== undefined || second !== undefined;
}

interface MetadataOf {
  /** A line finder may be in use instead of a detector. */
  readonly detector: FinderMetadata;
  readonly recogniser: RecogniserMetadata;
  /** A recogniser that is asked for some words only, beside the one in use: it gives the classes of that one. */
  readonly second: RecogniserMetadata;
  /** A recogniser of other scripts, which shares the trunk of the second one. */
  readonly scripts: RecogniserMetadata;
  readonly lines: LinesMetadata;
  /** A detector that is used for the directions of writing only, beside the one in use. */
  readonly directions: DetectorMetadata;
}
/** What a model is open for; `Sessions` keep one of each. */
type ModelUse = keyof MetadataOf;

/** What a page is read with. */
export interface ReadingModels {
  readonly detector: LoadedModel<FinderMetadata>;
  readonly recogniser: LoadedModel<RecogniserMetadata>;
  /** The line finder that needs no training: for pages on which the detector finds nothing. */
  readonly openInkRows: () => Promise<LoadedModel<LinesMetadata>>;
  /** The detector that says in which direction writing runs: for when the one in use does not. */
  readonly openDirections: () => Promise<LoadedModel<DetectorMetadata>>;
}

/** Paths of both models, the threads for each, and where they run. */
export interface ModelsAsked {
  readonly detector: string;
  readonly recogniser: string;
  readonly threads: number;
  readonly engine: ReadingEngineName;
  /** Whether no second reader is asked for words in doubt. */
  readonly fast: boolean;
}

/** Loads models and keeps the last of each use until its file changes. */
export interface Sessions {
  /**
   * @param threads that compute, the calling one included. A detector shares out each operator; a
   *   recogniser is too small for that and shares out batches.
   * @param engine `webgpu` runs the model on the GPU, until one fails there
   * @param inUse characters of the recogniser beside which a second one is opened, which gives the classes of that one
   * @throws InkdexError `model-unknown`; `model-damaged`, also for a model of the other kind
   */
  open<Use extends ModelUse>(
    use: Use,
    path: string,
    threads: number,
    engine?: ReadingEngineName,
    inUse?: string,
  ): Promise<LoadedModel<MetadataOf[Use]>>;
  /** Why the GPU is not used any more, for people; null while it is or if none was asked for. */
  gpuProblem(): string | null;
}

/** @param start starts the GPU; for tests */
export function createSessions(start: () => Gpu = sharedGpu): Sessions {
  let gpu: Gpu | undefined;
  const kept = new Map<ModelUse, { readonly key: string; readonly model: Promise<LoadedModel<unknown>> }>();

  return {
    gpuProblem: () => gpu?.problem() ?? null,
    async open(use, path, threads, engine = 'cpu', inUse = '') {
      const key = JSON.stringify([path, threads, engine, inUse, await versionOf(path)]);
      const found = kept.get(use);
      // Of the use's own type: what is kept under a use was loaded for it.
      if (found?.key === key) return (await found.model) as never;
      if (engine === 'webgpu') gpu ??= start();
      const model = load(use, path, threads, engine === 'webgpu' ? (gpu ?? null) : null, inUse);
      kept.set(use, { key, model });
      found?.model.then(retire, () => undefined);
      try {
        return (await model) as never;
      } catch (error) {
        if (kept.get(use)?.key === key) kept.delete(use);
        throw error;
      }
    },
  };
}

interface UseOfModel {
  readonly kind: ModelKind;
  /** Of a recogniser that shares out each operator: on each thread it would take 100 MB. */
  readonly isLarge?: true;
  /** The network, where the file has only a part of it. */
  readonly whole?: (stored: Uint8Array) => Promise<Uint8Array>;
  /** Which classes of `own` characters are which of those in use, where it gives the classes of those. */
  readonly classes?: (inUse: string, own: string) => ReturnType<typeof classesOf>;
}

const uses: Readonly<Record<ModelUse, UseOfModel>> = {
  detector: { kind: 'detector' },
  recogniser: { kind: 'recogniser' },
  second: {
    kind: 'recogniser',
    isLarge: true,
    classes: (inUse, own) => classesOf(createAlphabet(inUse), characters(own)),
  },
  scripts: {
    kind: 'recogniser',
    isLarge: true,
    whole: async (head) => withOtherHead(await readBytes(secondReaderFile), head),
  },
  lines: { kind: 'lines' },
  directions: { kind: 'detector' },
};

interface RecogniserAsked {
  readonly use: ModelUse;
  readonly threads: number;
  readonly gpu: Gpu | null;
  readonly inUse: string;
}

async function load(
  use: ModelUse,
  path: string,
  threads: number,
  gpu: Gpu | null,
  inUse: string,
): Promise<LoadedModel<unknown>> {
  const { bytes: stored, metadata, sha256 } = await readModelFile(path);
  const { kind, whole } = uses[use];
  if (metadata.kind !== kind && roleOf(metadata.kind) !== use) {
    throw new InkdexError(
      'model-damaged',
      `${JSON.stringify(path)} is a ${kindName(metadata.kind)}, not a ${kindName(kind)}. Choose a ${kindName(kind)}.`,
    );
  }
  try {
    const bytes = (await whole?.(stored)) ?? stored;
    const loaded = { metadata, sha256, threads: [] };
    if (metadata.kind === 'recogniser')
      return { ...loaded, ...(await startRecogniser(bytes, metadata, { use, threads, gpu, inUse })) };
    const session = await openSession(bytes, threads);
    // A line finder is run once a page, on the processor.
    const onGpu = metadata.kind === 'detector' ? await gpu?.open(bytes) : null;
    return { ...loaded, session, gpu: onGpu ?? null };
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function startRecogniser(
  bytes: Uint8Array,
  metadata: RecogniserMetadata,
  { use, threads, gpu, inUse }: RecogniserAsked,
): Promise<Pick<LoadedModel<RecogniserMetadata>, 'session' | 'threads' | 'gpu'>> {
  const { isLarge = false, classes } = uses[use];
  const own = metadata.photo === undefined ? quantizeLstm(bytes) : bytes;
  const forReading = withLogProbabilities(own, classes?.(inUse, metadata.characters) ?? null);
  const session = await openSession(forReading, isLarge ? threads : 1);
  const beside = Array.from({ length: isLarge ? 0 : threads - 1 }, () =>
    startReaderThread({ bytes: forReading, metadata }),
  );
  const onGpu = (await gpu?.open(withLogProbabilities(bytes), rehearsalOf(metadata))) ?? null;
  return { session, threads: beside, gpu: onGpu };
}

/**
 * One word of the least width, and two of the next: of the shipped recogniser, runs of other widths and more words compile
 * no further shaders. Models of other programs are not run ahead.
 */
function rehearsalOf({ photo, height, widths }: RecogniserMetadata): Rehearsal[] {
  if (photo !== undefined) return [];
  const [least, next] = [...widths].sort((a, b) => a - b);
  return [least, next ?? least].flatMap((width, place) =>
    width === undefined
      ? []
      : [{ input: 'image', shape: [place + 1, 1, height, width], output: logProbabilitiesOutput }],
  );
}

/** Whoever still reads with it goes on without its threads, and without the GPU. */
function retire(model: LoadedModel<unknown>): void {
  for (const thread of model.threads) thread.retire();
  model.gpu?.close();
}

interface ModelFile {
  /** The whole .onnx file. */
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly metadata: ModelMetadata;
}

/**
 * Reads a model's file and what it says of itself.
 *
 * @throws InkdexError `model-unknown` when there is no such file, `model-damaged` when it is no .onnx
 *   file or its `inkdex` metadata is missing or unsound
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readBytes(path);
  try {
    requireNoLoops(bytes);
  } catch (error) {
    throw damaged(path, failureOf(error).message, error);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, sha256, metadata: metadataOf(path, bytes) };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InkdexError(
      'model-unknown',
      `The model file ${JSON.stringify(path)} cannot be read (${found}). Choose another model, or bring the file back.`,
      { cause: error },
    );
  }
}

function metadataOf(path: string, bytes: Buffer): ModelMetadata {
  const parsed = modelMetadataSchema.safeParse(metadataJson(path, bytes));
  if (!parsed.success) throw damaged(path, `its metadata: ${z.prettifyError(parsed.error)}`, parsed.error);
  return parsed.data;
}

function metadataJson(path: string, bytes: Buffer): unknown {
  try {
    return storedMetadata(bytes);
  } catch (error) {
    // protobufjs runs out of bytes or of stack.
    const isRange = error instanceof RangeError;
    throw damaged(path, isRange ? 'it is cut short or changed' : failureOf(error).message, error);
  }
}

/** @param found what is wrong, for people */
export function damaged(path: string, found: string, cause: unknown): InkdexError {
  return new InkdexError(
    'model-damaged',
    `${JSON.stringify(path)} is not a whole Inkdex model: ${found}. Import or export it again.`,
    { cause },
  );
}
