import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { tensorflowVersion } from './wheels.ts';

export const bindingName = 'tfjs_binding.node';
export const manifestName = 'manifest.json';

/** `manifest.json` beside an installed TensorFlow: what it is and what its bytes were. */
export const engineManifestSchema = z.object({
  format: z.literal(1),
  engine: z.literal('tensorflow'),
  version: z.string(),
  gpu: z.boolean(),
  /** The version of @tensorflow/tfjs-node whose binding was compiled. */
  binding: z.string(),
  wheels: z.array(z.object({ requirement: z.string(), sha256: sha256Schema })).min(1),
  /** SHA-256 of every library, by file name. */
  files: z.record(z.string(), sha256Schema),
});
export type EngineManifest = z.infer<typeof engineManifestSchema>;

/** Where engines are kept: outside `node_modules`, so that `npm ci` keeps them. */
export function enginesFolder(): string {
  const chosen = process.env.INKDEX_ENGINES;
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return path.join(envPaths('inkdex', { suffix: '' }).data, 'engines');
}

export function tensorflowFolder(gpu: boolean): string {
  return path.join(enginesFolder(), `tensorflow-${tensorflowVersion}${gpu ? '-gpu' : ''}`);
}

export interface InstalledTensorflow {
  readonly directory: string;
  readonly manifest: EngineManifest;
}

/** The TensorFlow that was installed here, the one with CUDA first; null where there is none. */
export function findTensorflow(): InstalledTensorflow | null {
  for (const gpu of [true, false]) {
    const directory = tensorflowFolder(gpu);
    const manifest = readManifest(path.join(directory, manifestName));
    if (manifest !== null && existsSync(path.join(directory, bindingName))) return { directory, manifest };
  }
  return null;
}

/** Null where there is no manifest, or one that this version does not understand. */
function readManifest(file: string): EngineManifest | null {
  if (!existsSync(file)) return null;
  try {
    return engineManifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (problem) {
    if (problem instanceof z.ZodError || problem instanceof SyntaxError) return null;
    throw problem;
  }
}
