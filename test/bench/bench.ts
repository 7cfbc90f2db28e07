import { parseArgs } from 'node:util';
import { benchApi } from './bench/api.ts';
import { benchAgainstKeras } from './bench/againstKeras.ts';
import { benchClasses } from './bench/classes.ts';
import { benchBroker } from './bench/broker.ts';
import { printConditions } from './bench/conditions.ts';
import { benchEditor } from './bench/editor.ts';
import { benchGallery } from './bench/gallery.ts';
import { benchGrowth } from './bench/growth.ts';
import { benchLabels } from './bench/labels.ts';
import { benchMemory } from './bench/memory.ts';
import { benchPages } from './bench/pages.ts';
import { benchSearch } from './bench/search.ts';
import { benchTraining } from './bench/training.ts';
import { benchWords } from './bench/words.ts';
import { keepResult } from './report/results.ts';
import { unlessShort } from '../../pretraining/unlessShort.ts';

/**
 * The speed figures, with the machine they were measured on: `npm run bench`, `npm run bench reading`,
 * `npm run bench training` (`bench train -- --against keras`: beside Keras in Python), `npm run bench editor`, `npm run bench labels` (5,000 photos),
 * `npm run bench memory` (alone: 500 photos), `npm run bench classes` (alone: large alphabets), `npm run bench api` (alone), `npm run bench broker` (alone, with nats-server), `npm run bench gallery -- --mirror DIR` (alone: 1,000 photos, or `--gallery N`), `npm run bench growth` (alone: a library of 10,000 photos, or `-- --growth N`), `npm run bench search` (alone: 100,000 photos, or `-- --photos N --hostile N --folder DIR`). `-- --rounds N`: how often each is measured, in turn
 * with the others.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: unlessShort('3', '1') },
    against: { type: 'string' },
    photos: { type: 'string', default: unlessShort('100000', '200') },
    hostile: { type: 'string', default: unlessShort('100000', '100') },
    folder: { type: 'string' },
    mirror: { type: 'string' },
    gallery: { type: 'string', default: '1000' },
    growth: { type: 'string', default: unlessShort('10000', '10') },
  },
});
const [asked = 'all'] = positionals;
const what = asked === 'train' ? 'training' : asked;
const benches = [
  'reading',
  'training',
  'editor',
  'labels',
  'search',
  'memory',
  'classes',
  'api',
  'broker',
  'gallery',
  'growth',
];
const rounds = Number(values.rounds);
const isAgainstKeras = values.against === 'keras' && what === 'training';
const isKnown = ['all', ...benches].includes(what) && (values.against === undefined || isAgainstKeras);
if (!isKnown || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(
    `Expected one of ${benches.join(', ')} or nothing, and one round or more; got "${asked}", rounds "${values.rounds}", against "${values.against ?? ''}".\n`,
  );
  process.exit(2);
}
printConditions();
if (what === 'memory') await benchMemory();
if (what === 'api') await benchApi();
if (what === 'broker') await benchBroker();
if (what === 'gallery') await benchGallery(values.mirror, Number(values.gallery));
if (what === 'growth') await benchGrowth(Number(values.growth));
if (what === 'classes') await benchClasses(rounds);
if (what === 'search') {
  const { photos, hostile, folder = null } = values;
  benchSearch({ photos: Number(photos), hostile: Number(hostile), folder });
}
if (what === 'all' || what === 'reading') {
  await benchWords(rounds);
  await benchPages(rounds);
}
if (isAgainstKeras) await benchAgainstKeras(rounds);
else if (what === 'all' || what === 'training') await benchTraining(rounds);
if (what === 'all' || what === 'labels') await benchLabels();
if (what === 'all' || what === 'editor') await benchEditor(rounds);
keepResult('bench', isAgainstKeras ? 'training-keras' : what);
