import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createRandom } from '../../shared/random.ts';
import { loadBank, packWords, saveBank } from '../../main/ml/training/wordBank.ts';
import { drawPool, type WordSource } from '../../main/ml/training/wordPools.ts';
import { drawShare } from '../words/drawnWords.ts';
import { untilRoom } from './feedFolder.ts';

/**
 * Draws pools of augmented words for `train.py` without end, one process a core:
 * `node pretraining/gpu/feedWords.ts --out FOLDER --worker 0 --drawn 0.4 --bank PATH,0.6,0.8,0`. A bank has a
 * share of the draws, a strength of augmentation and a margin around its words (`wordPools.ts`). The drawn words are of
 * new hands all the time.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.cache/feed/words' },
    worker: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    bank: { type: 'string', multiple: true, default: [] },
    drawn: { type: 'string', default: '1' },
    pool: { type: 'string', default: '4096' },
    ahead: { type: 'string', default: '24' },
  },
});

/** The network's rows, and its columns without padding. */
const shape = { height: 48, maxWidth: 504 };
/** Words drawn anew for each pool, and how many pools they are used in. */
const drawnPerPool = 512;
const drawnKept = 6;
/** Shares of drawn words of a worker: no two workers draw the same. */
const sharesPerWorker = 100_000;

const bankSchema = z.tuple([
  z.string(),
  z.coerce.number().positive(),
  z.coerce.number().positive(),
  z.coerce.number().min(0),
]);

const worker = Number(values.worker);
const seed = Number(values.seed);
const real: WordSource[] = [];
const shares: number[] = [];
for (const given of values.bank) {
  const [path, share, strength, margin] = bankSchema.parse(given.split(','));
  const bank = await loadBank(path);
  if (bank === undefined) throw new Error(`There is no bank at ${path}.`);
  real.push({ name: path, bank, margin, strength });
  shares.push(share);
}

await mkdir(values.out, { recursive: true });
const drawn: WordSource[] = [];
for (let pool = 0; ; pool += 1) {
  const share = worker * sharesPerWorker + pool;
  const bank = await drawShare({ seed, share, count: drawnPerPool });
  drawn.push({ name: `drawn ${share}`, bank, margin: 0, strength: 1 });
  if (drawn.length > drawnKept) drawn.shift();
  await untilRoom(values.out, Number(values.ahead));
  const words = drawPool(
    {
      sources: [...real, ...drawn],
      shares: [...shares, ...drawn.map(() => Number(values.drawn) / drawn.length)],
      size: Number(values.pool),
      shape,
    },
    createRandom(seed).fork(`worker ${worker} pool ${pool}`),
  );
  await saveBank(join(values.out, `${worker}-${pool}.bank`), packWords(words));
}
