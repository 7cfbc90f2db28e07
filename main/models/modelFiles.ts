import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { modelIdSchema, type Model, type ModelId } from '../../shared/contract/model.ts';
import { InkdexError, writingProblem } from '../../shared/result.ts';
import { modelName } from './registry.ts';

/** Longest name, which leaves space for a number at the end of the id. */
const longestName = 58;

/** A free name: the wanted one, or the wanted one with a number. */
export function freeModelId(wanted: string, taken: readonly Model[]): ModelId {
  const base = modelName(wanted).slice(0, longestName).replace(/-+$/u, '');
  const ids = new Set<string>(taken.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base}-${number}`;
    if (!ids.has(candidate)) return modelIdSchema.parse(candidate);
  }
}

/**
 * Copies a model's file completely or not at all, and flushes it to disk, because the original is deleted afterwards.
 *
 * @throws InkdexError `file-missing`, `disk-full`, `permission-denied`
 */
export async function copyModel(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await writeFile(partial, createReadStream(from), { flush: true });
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw explain(error, from, to);
  }
}

/**
 * The path of an exported model: the given path, or a file with the model's name in the given folder.
 *
 * @throws InkdexError `conflict` when the export would replace a file
 */
export async function exportPath(
  path: string,
  id: ModelId,
  format: 'onnx' | 'tensorflowjs',
): Promise<string> {
  const found = await stat(path).catch(() => null);
  const named = format === 'onnx' ? `${id}.onnx` : `${id}-tensorflowjs`;
  const target = found?.isDirectory() === true ? join(path, named) : path;
  const wanted = format === 'onnx' && extname(target) !== '.onnx' ? `${target}.onnx` : target;
  if ((await stat(wanted).catch(() => null)) === null) return wanted;
  throw new InkdexError(
    'conflict',
    `${wanted} already exists. Choose another name, or delete the file first.`,
  );
}

function explain(error: unknown, from: string, to: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const options = { cause: error };
  if (code === 'ENOENT') {
    return new InkdexError('file-missing', `There is no file ${from}. Choose another file.`, options);
  }
  const problem = writingProblem(error);
  if (problem === 'disk-full') {
    return new InkdexError(
      problem,
      `The disk is full, so ${to} could not be written. Free some space.`,
      options,
    );
  }
  if (problem === 'permission-denied') {
    return new InkdexError(problem, `No permission to write ${to}. Choose another folder.`, options);
  }
  return error;
}
