import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createRandom, type Random } from '../../shared/random.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import { jsonHeader } from '../../main/ml/training/jsonHeader.ts';
import { detectorStride } from '../detector/network/network.ts';
import { drawCrops, type PageSource } from '../detector/drawCrops.ts';
import { drawMarkedPage } from '../detector/drawnPage.ts';
import { markedPage, type MarkedPage } from '../detector/markedPage.ts';
import { readMarkedPage } from '../detector/pageFiles.ts';
import { pretrainingFonts } from '../packages.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { untilRoom } from './feedFolder.ts';

/**
 * Draws batches of crops for `train.py` without end, one process a core: `node pretraining/gpu/feedCrops.ts --out
 * FOLDER --worker 0 --drawn 0.28 --pages FOLDER,0.62,0.25,0.25`. Pages of a folder (`detector/pageFiles.ts`) have a share
 * of the crops, and shares that get clutter and rules (`detector/drawCrops.ts`). Each process draws pages of its own.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/feed/crops' },
    worker: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    pages: { type: 'string', multiple: true, default: [] },
    drawn: { type: 'string', default: '1' },
    'drawn-pages': { type: 'string', default: '120' },
    crop: { type: 'string', default: '384' },
    batch: { type: 'string', default: '32' },
    ahead: { type: 'string', default: '48' },
  },
});

/** Pages drawn before the first crop, and batches between two further ones. */
const firstPages = 8;
const batchesPerPage = 2;

const pagesSchema = z.tuple([
  z.string(),
  z.coerce.number().positive(),
  z.coerce.number().min(0),
  z.coerce.number().min(0),
]);

const worker = Number(values.worker);
const seed = Number(values.seed);
const cropSize = Number(values.crop);
const batchSize = Number(values.batch);
const sources: PageSource[] = [];
for (const given of values.pages) {
  const [folder, share, clutter, rules] = pagesSchema.parse(given.split(','));
  const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const read = await Promise.all(names.map((name) => readMarkedPage(join(folder, name.slice(0, -5)))));
  const pages = read.filter((page) => page !== undefined);
  sources.push({ name: folder, pages, share, clutter, rules });
}

await mkdir(values.out, { recursive: true });
const material = { vocabulary: createVocabulary(), fonts: pretrainingFonts() };
const random = createRandom(seed).fork(`worker ${worker}`);
const drawn: MarkedPage[] = [];
while (drawn.length < firstPages) drawn.push(nextPage(random.fork(`page ${drawn.length}`)));
sources.push({ name: 'drawn', pages: drawn, share: Number(values.drawn), clutter: 0.1, rules: 0 });

for (let batch = 0; ; batch += 1) {
  if (batch % batchesPerPage === 0 && drawn.length < Number(values['drawn-pages'])) {
    drawn.push(nextPage(random.fork(`page ${drawn.length}`)));
  }
  await untilRoom(values.out, Number(values.ahead));
  const crops = drawCrops(random.fork(`batch ${batch}`), { sources, cropSize, batchSize });
  const header = jsonHeader({ crops: batchSize, size: cropSize, cells: cropSize / detectorStride });
  const ink = Uint8Array.from(crops.ink, (value) => Math.round(255 * value));
  const maps = [crops.kernel, crops.weight, crops.distances, crops.distanceWeight].map(
    ({ buffer }) => new Uint8Array(buffer),
  );
  await writeWhole(join(values.out, `${worker}-${batch}.crops`), [...header, ink, ...maps], {
    isFlushed: false,
  });
}

function nextPage(random: Random): MarkedPage {
  const { ink, marks } = drawMarkedPage('drawn', random, material);
  return markedPage(ink, marks);
}
