import { parseArgs } from 'node:util';
import { printConditions } from './bench/conditions.ts';
import { benchPages } from './bench/pages.ts';
import { benchTraining } from './bench/training.ts';
import { benchWords } from './bench/words.ts';

/**
 * The speed figures, with the machine they were measured on: `npm run bench`, `npm run bench reading`,
 * `npm run bench training`. `-- --rounds N`: how often each is measured, in turn with the others.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const [what = 'all'] = positionals;
const rounds = Number(values.rounds);
if (!['all', 'reading', 'training'].includes(what) || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(
    `Expected "reading", "training" or nothing, and one round or more; got "${what}", rounds "${values.rounds}".\n`,
  );
  process.exit(2);
}
printConditions();
if (what !== 'training') {
  await benchWords(rounds);
  await benchPages(rounds);
}
if (what !== 'reading') await benchTraining(rounds);
