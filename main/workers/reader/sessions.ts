import { stat } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import type { DetectorMetadata, ModelKind, RecogniserMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { quantizeLstm } from '../../ml/onnx/quantizeLstm.ts';
import { withLogProbabilities } from '../../ml/onnx/editModel.ts';
import { damaged, readModelFile } from './modelFile.ts';
import { openSession } from './onnxSession.ts';
import { startReaderThread, type ReaderThread } from './readerThread.ts';

/** A model ready to run. */
export interface LoadedModel<Metadata> {
  /** For the thread that opened the model. */
  readonly session: InferenceSession;
  /** Further ones to read batches of words on; none of a detector. */
  readonly threads: readonly ReaderThread[];
  readonly metadata: Metadata;
  readonly sha256: string;
}

interface MetadataOf {
  readonly detector: DetectorMetadata;
  readonly recogniser: RecogniserMetadata;
}

/** Loads models and keeps the last of each kind until its file changes. */
export interface Sessions {
  /**
   * @param threads that compute, the calling one included. A detector shares out each operator; a
   *   recogniser is too small for that and shares out batches.
   * @throws InkdexError `model-unknown`; `model-damaged`, also for a model of the other kind
   */
  open<Kind extends ModelKind>(
    kind: Kind,
    path: string,
    threads: number,
  ): Promise<LoadedModel<MetadataOf[Kind]>>;
}

export function createSessions(): Sessions {
  const kept = new Map<ModelKind, { readonly key: string; readonly model: Promise<LoadedModel<unknown>> }>();

  return {
    async open(kind, path, threads) {
      const key = JSON.stringify([path, threads, await versionOf(path)]);
      const found = kept.get(kind);
      // Of the kind's own type: what is kept under a kind was loaded as that kind.
      if (found?.key === key) return (await found.model) as never;
      const model = load(kind, path, threads);
      kept.set(kind, { key, model });
      found?.model.then(retire, () => undefined);
      try {
        return (await model) as never;
      } catch (error) {
        if (kept.get(kind)?.key === key) kept.delete(kind);
        throw error;
      }
    },
  };
}

/** Changes when a file is replaced by another; null when there is none. */
async function versionOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : `${found.mtimeMs} ${found.size}`;
}

async function load(kind: ModelKind, path: string, threads: number): Promise<LoadedModel<unknown>> {
  const { bytes, metadata, sha256 } = await readModelFile(path);
  if (metadata.kind !== kind) {
    throw new InkdexError(
      'model-damaged',
      `${JSON.stringify(path)} is a ${metadata.kind}, not a ${kind}. Choose a ${kind}.`,
    );
  }
  try {
    if (metadata.kind === 'detector') {
      return { session: await openSession(bytes, threads), metadata, sha256, threads: [] };
    }
    const forReading = withLogProbabilities(quantizeLstm(bytes));
    const session = await openSession(forReading, 1);
    const beside = Array.from({ length: threads - 1 }, () =>
      startReaderThread({ bytes: forReading, metadata }),
    );
    return { session, metadata, sha256, threads: beside };
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** Whoever still reads with it goes on without its threads. */
function retire(model: LoadedModel<unknown>): void {
  for (const thread of model.threads) thread.retire();
}
