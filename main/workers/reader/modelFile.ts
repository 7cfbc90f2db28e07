import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { modelMetadataSchema } from '../../../shared/contract/model.ts';
import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { storedMetadata } from '../../ml/onnx/editModel.ts';

export interface ModelFile {
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
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
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
