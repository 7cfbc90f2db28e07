import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { averageModels } from './averageModels.ts';
import { withoutSpace } from './recogniser/withoutSpace.ts';
import { writeModel } from './run.ts';

/**
 * Writes the model between two stages of its training: `node pretraining/averageStages.ts STAGE5.onnx STAGE6.onnx --share 0.8
 * --out BETWEEN.onnx`, where the share is the second's. `--without-space` leaves out the space that neighbours taught both.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '0.5' },
    'without-space': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const [first, second] = positionals;
if (first === undefined || second === undefined || values.out === undefined) {
  throw new Error('Expected the paths of two .onnx files, and --out.');
}
const average = averageModels(await readFile(first), await readFile(second), Number(values.share));
await writeModel(values.out, values['without-space'] ? withoutSpace(average) : average);
