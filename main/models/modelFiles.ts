import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  modelIdSchema,
  type Model,
  type ModelExportFormat,
  type ModelId,
} from '../../shared/contract/model.ts';
import { InkdexError, isNotFound } from '../../shared/result.ts';
import { writeWhole } from '../files/writeWhole.ts';
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
  try {
    await writeWhole(to, createReadStream(from));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new InkdexError('file-missing', `There is no file ${from}. Choose another file.`, { cause: error });
  }
}

/**
 * The path of an exported model: the given path, or a file with the model's name in the given folder.
 *
 * @throws InkdexError `conflict` when the export would replace a file
 */
export async function exportPath(path: string, id: ModelId, format: ModelExportFormat): Promise<string> {
  const found = await stat(path).catch(() => null);
  const named = format === 'onnx' ? `${id}.onnx` : `${id}-${format}`;
  const target = found?.isDirectory() === true ? join(path, named) : path;
  const wanted = format === 'onnx' && extname(target) !== '.onnx' ? `${target}.onnx` : target;
  if ((await stat(wanted).catch(() => null)) === null) return wanted;
  throw new InkdexError(
    'conflict',
    `${wanted} already exists. Choose another name, or delete the file first.`,
  );
}
