import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../shared/random.ts';
import { wordDecoderFor } from '../../main/reader/models/wordDecoders.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';
import { pretrainingFonts } from '../packages.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { createWriter, drawWord } from '../../main/ml/synthetic/words.ts';
import { searchFolder } from '../../main/search/resources.ts';
import { beliefSamples, type SeenTruth } from './beliefSamples.ts';
import { confusionPairs } from './countConfusions.ts';
import { foundWords } from './foundWords.ts';
import { fitLogistic } from '../fitting/fitLogistic.ts';
import { openModels } from '../shippedModels.ts';
import { print } from '../printTable.ts';
import { readWords, wordSets } from '../wordSets.ts';
import { unlessShort } from '../unlessShort.ts';

/**
 * Counts what the reader takes for what, and fits how far its CTC posteriors can be trusted, for the
 * search: `npm --prefix pretraining run confusions`, after `npm --prefix pretraining run calibrate`. On drawn words of new hands, on the kept French
 * words, which train nothing, and on the words that are found on the boards of the training split. Belief:
 * maximum likelihood, each of the three with the terms of its own words as queries.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: searchFolder } } });
const models = await openModels(2);
const decoder = await wordDecoderFor(models.recogniser.metadata);
const drawnCount = unlessShort(12_000, 100);
const drawnSeed = 86_028;

const sets = [
  { name: 'drawn', words: await readAll(await drawnWords()) },
  { name: 'copiste_fr kept', words: await readAll(await wordSets['copiste_fr, kept']()) },
  { name: 'found on boards train', words: await foundWords(models) },
];
const fitted = {
  words: sets.map(({ name, words }) => `${words.length} ${name}`).join(', '),
  recogniser: models.recogniser.sha256,
};

const pairs = confusionPairs(sets.flatMap(({ words }) => words));
print(`${fitted.words}: ${pairs.length} pairs of letters taken for each other`);
await write('confusions.json', { format: 'inkdex confusions 1', pairs, fitted });

const samples = sets.flatMap(({ words }) => beliefSamples(words));
const weights = fitLogistic(samples).map((weight) => Number(weight.toFixed(4)));
const right = samples.filter(({ isTrue }) => isTrue).length;
print(`${samples.length} words weighed, ${right} right; weights ${weights.join(' ')}`);
await write('belief.json', { format: 'inkdex belief 1', weights, fitted });

async function drawnWords(): Promise<LabelledInk[]> {
  const random = createRandom(drawnSeed);
  const vocabulary = createVocabulary();
  const fonts = pretrainingFonts();
  const words: LabelledInk[] = [];
  while (words.length < drawnCount) {
    const writer = createWriter(random, fonts);
    for (let index = 0; index < 10; index += 1) {
      const text = vocabulary.next(random);
      words.push({ text, ink: drawWord(text, writer, random) });
    }
    // The canvas's pixels are freed between turns of the event loop only.
    await setImmediate();
  }
  return words;
}

async function readAll(words: readonly LabelledInk[]): Promise<SeenTruth[]> {
  return (await readWords(models.recogniser, words, decoder)).map(
    ({ text, views: [plain], alternatives }) => ({
      text,
      alternatives,
      lattice: plain === undefined ? null : decoder.fold(plain.posteriors, alternatives),
    }),
  );
}

async function write(name: string, value: object): Promise<void> {
  await mkdir(values.out, { recursive: true });
  const path = join(values.out, name);
  await writeFile(path, `${JSON.stringify(value)}\n`);
  print(`Written: ${path}`);
}
