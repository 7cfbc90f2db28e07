import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readGreedily, starterRecogniser, writeCrops } from '../support/greedyCrops.ts';
import { printed } from './python.ts';

export interface ModelResult {
  readonly isSame: boolean;
  /** For people. */
  readonly line: string;
}

/**
 * Reads crops with exported models as other programs do, and compares the texts with those of Inkdex without its language
 * model.
 *
 * @param inkdex runs a command
 */
export async function compareModels(
  folder: string,
  inkdex: (...args: readonly string[]) => Promise<void>,
): Promise<ModelResult[]> {
  mkdirSync(join(folder, 'crops'));
  const crops = await writeCrops(join(folder, 'crops'));
  const expected = await readGreedily(starterRecogniser, crops);
  const program = join(import.meta.dirname, 'models.py');

  const onnx = join(folder, 'onnx-folder');
  await inkdex('model', 'export', 'starter-recogniser', onnx, '--format', 'onnx');
  const read = await printed(join(onnx, 'read.py'), crops);
  const texts = read.map((line) => line.slice(line.indexOf('\t') + 1));

  const repository = join(folder, 'triton');
  await inkdex('model', 'export', 'starter-recogniser', repository, '--format', 'triton');
  const served = await printed(program, ['triton', repository, ...crops]);

  return [
    compared('read.py of an ONNX export with onnxruntime', texts, expected),
    compared(
      'a Triton repository with its configurations and decoder',
      served.map((line) => JSON.parse(line) as unknown),
      expected,
    ),
  ];
}

function compared(what: string, found: readonly unknown[], expected: readonly string[]): ModelResult {
  const same = expected.filter((text, index) => found[index] === text).length;
  const isSame = same === expected.length && found.length === expected.length;
  return { isSame, line: `${isSame ? 'ok     ' : 'FAILED '} ${what}: ${same} of ${expected.length} crops read the same` };
}
