import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { averageModels } from './averageModels.ts';
import { writeModel } from '../run.ts';

/**
 * Writes the model between two stages of its training: `node pretraining/recogniser/averageStages.ts STAGE5.onnx STAGE6.onnx --share 0.8
 * --out BETWEEN.onnx`, where the share is the second's.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '0.5' },
    out: { type: 'string' },
  },
});
const [first, second] = positionals;
if (first === undefined || second === undefined || values.out === undefined) {
  throw new Error('Expected the paths of two .onnx files, and --out.');
}
const average = averageModels(await readFile(first), await readFile(second), Number(values.share));
await writeModel(values.out, average);
