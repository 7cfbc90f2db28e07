import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { modelIdSchema, type Model, type ModelId } from '../../shared/contract/model.ts';
import { InkdexError, writingProblem } from '../../shared/result.ts';
import { modelName } from './inspectModel.ts';

/** Letters, digits and dashes of an id; room is left for a number behind it. */
const longestName = 58;

/** A name that no model has yet: the wanted one, or with a number behind it. */
export function freeModelId(wanted: string, taken: readonly Model[]): ModelId {
  const base = modelName(wanted).slice(0, longestName).replace(/-+$/u, '');
  const ids = new Set<string>(taken.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base}-${String(number)}`;
    if (!ids.has(candidate)) return modelIdSchema.parse(candidate);
  }
}

/**
 * Copies a model's file, whole or not at all, flushed to the disk: what it was trained from is deleted after.
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
 * Where a model is exported to: the path given, or a file of the model's name in the folder given.
 *
 * @throws InkdexError `conflict` when something stands there that an export would replace
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
  throw new InkdexError('conflict', `${wanted} is there already. Choose another name, or remove it first.`);
}

function explain(error: unknown, from: string, to: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const options = { cause: error };
  if (code === 'ENOENT') {
    return new InkdexError('file-missing', `There is no file ${from}. Choose another.`, options);
  }
  const problem = writingProblem(error);
  if (problem === 'disk-full') {
    return new InkdexError(problem, `There is no room to write ${to}. Free some space.`, options);
  }
  if (problem === 'permission-denied') {
    return new InkdexError(problem, `${to} may not be written. Choose another folder.`, options);
  }
  return error;
}
