import { stat } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import type { DetectorMetadata, ModelKind, RecogniserMetadata } from '../../../shared/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { damaged, readModelFile } from './modelFile.ts';

/** A model ready to run. */
export interface LoadedModel<Metadata> {
  readonly session: InferenceSession;
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
   * @param threads for ONNX Runtime within one operator
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
  return found === null ? null : `${String(found.mtimeMs)} ${String(found.size)}`;
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
    const session = await InferenceSession.create(bytes, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Errors only: warnings about unused initialisers say nothing to a person.
      logSeverityLevel: 3,
    });
    return { session, metadata, sha256 };
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}
