import { startTrainingEngine } from '../engine.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { boardPages, frenchPages } from '../detector/pages.ts';
import { writeMarkedPage } from '../detector/pageFiles.ts';
import { starterSources } from '../recogniser/sources.ts';
import { log } from '../run.ts';

/**
 * Makes what `feedWords.ts` and `feedCrops.ts` read, which need no decoder then: `node pretraining/gpu/feedData.ts`.
 * The banks of words stay in the cache, where training on the processor finds them, too.
 */
const { values } = parseArgs({
  options: {
    cache: { type: 'string', default: '.cache/starter' },
    spliced: { type: 'string', default: '120000' },
    seed: { type: 'string', default: '1' },
    pages: { type: 'string', default: '.cache/feed/pages' },
  },
});

const pageCache = join(values.cache, 'detector/pages');
for (const [name, pages] of [
  ['boards', await boardPages('train', pageCache)],
  ['french', await frenchPages(pageCache)],
] as const) {
  const folder = join(values.pages, name);
  await mkdir(folder, { recursive: true });
  for (const page of pages) {
    const [ink] = page.levels;
    if (ink !== undefined) await writeMarkedPage(join(folder, page.name), ink, page);
  }
  log(`${pages.length} pages in ${folder}`);
}

log(await startTrainingEngine());
const seed = Number(values.seed);
const sources = await starterSources(join(values.cache, 'words'), seed, {
  drawn: 0,
  spliced: Number(values.spliced),
});
for (const { name, bank } of sources) log(`${name} ${bank.texts.length}`);
