import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { readPage } from '../../main/reader/reader.ts';
import { makeBanks } from './makeBanks.ts';
import { writeBoardPhotos, type BoardPhotos } from './boardPhotos.ts';
import { readHeldBack } from './heldBack.ts';
import { openReader } from './reader.ts';
import { readSources } from './source.ts';
import { log } from '../run.ts';
import { openModels } from '../shippedModels.ts';
import { writeSelfLabels } from '../unlabelled/selfLabels.ts';

/**
 * Makes banks of word images from public repositories: `npm run pretraining:data -- --mirror DIR`. DIR has each
 * repository of `sources.tsv` as a bare git folder or a clone, named `OWNER+NAME`. `--only copiste,boards` makes some of
 * the sources; `boards` and `elsewhere` are the photos that we labelled, `unlabelled` those that Inkdex
 * labels itself, which takes one or two seconds a photo.
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
const heldBack = await readHeldBack();
const only = values.only?.split(',');
const isWanted = (name: string): boolean => only === undefined || only.includes(name);
for (const labels of ['boards', 'elsewhere'].filter(isWanted)) {
  const folder = join(import.meta.dirname, '..', labels);
  const photos = await writeBoardPhotos(folder, values.mirror, join(values.out, labels), heldBack);
  log(`${labels}: ${described(photos)}`);
}
const sources = (await readSources()).filter(({ name }) => isWanted(name));
const reader = await openReader(await readFile(values.model));
await makeBanks(sources, { mirror: values.mirror, out: values.out, reader, heldBack });
if (isWanted('unlabelled')) await makeUnlabelled(values.mirror, join(values.out, 'unlabelled'));

function described({ written, heldBack: refused }: BoardPhotos): string {
  return `${String(written)} photos; ${String(refused)} left out, because their owner or picture is held back`;
}

/** The photos without labels, with the words that are very likely right. */
async function makeUnlabelled(mirror: string, out: string): Promise<void> {
  const photos = join(import.meta.dirname, '../unlabelled');
  log(`unlabelled: ${described(await writeBoardPhotos(photos, mirror, out, heldBack))}`);
  const models = await openModels(1, { recogniser: values.model });
  const counts = await writeSelfLabels(photos, out, (path) =>
    readPage(path, models, { alternatives: 1, findRotation: true }),
  );
  for (const [repository, { pages, found, kept }] of counts) {
    log(
      `${repository}: ${pages} pages, ${formatCount(found)} words found, ${formatCount(kept)} kept ` +
        `(${(kept / Math.max(found, 1)).toFixed(2)})`,
    );
  }
}
