import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InkdexError } from '../../shared/result.ts';
import { makeBanks } from './banks/makeBanks.ts';
import { openReader } from './banks/reader.ts';
import { readSources } from './banks/source.ts';

/**
 * Makes banks of word images from public repositories: `npm run pretraining:data -- --mirror DIR`. DIR has each
 * repository of `sources.tsv` as a bare git folder or a clone, named `OWNER+NAME`. `--only copiste,dhsd` makes some of
 * the sources.
 */
const { values } = parseArgs({
  options: {
    mirror: { type: 'string' },
    out: { type: 'string', default: '.cache/banks' },
    model: { type: 'string', default: 'resources/models/starter-recogniser.onnx' },
    only: { type: 'string' },
  },
});
if (values.mirror === undefined) {
  throw new InkdexError('bad-arguments', '--mirror is missing: the folder that has the repositories.');
}
const only = values.only?.split(',');
const sources = (await readSources()).filter(({ name }) => only === undefined || only.includes(name));
const reader = await openReader(await readFile(values.model));
await makeBanks(sources, { mirror: values.mirror, out: values.out, reader });
