import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blankClass } from '../../../shared/alphabet.ts';
import { characters } from '../../../shared/text.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { resourcesFolder } from '../../installation.ts';
import { cropModel } from './cropModel.ts';
import type { ExportedModel } from './exportModel.ts';

/** Files that exports contain as they are. */
export const exportResources = join(resourcesFolder, 'export');

const readers = ['read.py', 'read.ts', 'read.html'];

/**
 * Writes `model.onnx`, which takes the pixels of a crop, and programs in Python, TypeScript and a browser that read crops with it.
 * The texts of its classes are in its metadata, and in `classes.json` because not every runtime gives the metadata.
 */
export async function writeOnnxFolder(
  folder: string,
  { bytes, metadata, name }: ExportedModel,
): Promise<void> {
  const classes = ['', ...characters(metadata.characters)];
  const properties = {
    name,
    classes: JSON.stringify(classes),
    blank: String(blankClass),
    input:
      'pixels: uint8 [height, width, 3], R, G, B, of an upright crop of a word or line, at most a million pixels',
    output: 'logits: float32 [time, 1, classes], not normalised; CTC',
  };
  await writeWhole(join(folder, 'model.onnx'), [cropModel(bytes, metadata, properties)]);
  await writeWhole(join(folder, 'classes.json'), [`${JSON.stringify({ blank: blankClass, classes })}\n`]);
  for (const reader of readers) await copyFile(join(exportResources, reader), join(folder, reader));
}
