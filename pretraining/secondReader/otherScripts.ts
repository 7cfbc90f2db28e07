import { parseArgs } from 'node:util';
import { InkdexError } from '../../shared/result.ts';
import { otherScriptsFile } from '../../main/installation.ts';
import { writeModel } from '../run.ts';
import { adaptedReader } from './adapted.ts';
import { scriptsHead } from './scriptsHead.ts';

/**
 * Writes PP-OCRv6's own last layer, which reads Latin, Greek, Chinese and Japanese. It shares the trunk of the second reader:
 * `npm --prefix pretraining run other-scripts -- FILE`, with the FILE that `second-reader` takes.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: otherScriptsFile } },
});
const [path] = positionals;
if (path === undefined) throw new InkdexError('bad-arguments', 'Give the path of PP-OCRv6_rec_small.onnx.');
const { bytes, metadata } = await adaptedReader(path, () => true);
await writeModel(values.out, scriptsHead(bytes, metadata));
