import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { createAlphabet } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import { startEngine } from '../../../main/ml/backends/startEngine.ts';
import { loadStarter, type LoadedStarter } from '../../../pretraining/recogniser/storedWeights.ts';
import { cutWords, spliceWordBank } from '../../../pretraining/words/spliceWords.ts';
import { wordAt, type LabelledInk } from '../../../main/ml/training/wordBank.ts';
import { createVocabulary } from '../../../pretraining/vocabulary/vocabulary.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { smallLists } from '../../support/wordLists.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import { wordShape } from '../../../main/ml/networks/input.ts';
import { evaluateRecogniser } from '../../../pretraining/recogniser/evaluation.ts';

const vocabulary = createVocabulary(smallLists);
const recogniser = readFileSync('resources/models/starter-recogniser.onnx');
let loaded: LoadedStarter;

beforeAll(async () => {
  await startEngine('wasm');
  loaded = loadStarter(recogniser);
});

/** Words of one drawn hand. */
function page(seed: number, count: number): LabelledInk[] {
  const random = createRandom(seed);
  const writer = createWriter(random);
  return Array.from({ length: count }, () => {
    const text = vocabulary.next(random);
    return { text, ink: drawWord(text, writer, random) };
  });
}

it('cuts a word into as many letters as it has, and leaves out a word that is not what its label says', () => {
  const { config, weights, metadata } = loaded;
  const aligner = { config, weights, alphabet: createAlphabet(metadata.characters), leastLikelihood: -0.7 };
  const words = page(4, 10);
  const cut = cutWords(words, aligner);
  expect(cut.length).toBeGreaterThan(5);
  for (const { letters, seams } of cut) {
    expect(seams).toHaveLength(letters.length + 1);
    expect(characters(letters.join(''))).toEqual(letters);
  }
  const mislabelled = words.map(({ ink }, index) => ({ ink, text: `${words.at(index - 1)?.text ?? ''}q` }));
  expect(cutWords(mislabelled, aligner)).toEqual([]);
});

it('splices the same words from the same seed', () => {
  const pages = [[page(4, 8)]];
  const [first, second] = [1, 1].map((seed) =>
    spliceWordBank(pages, recogniser, vocabulary, { seed, count: 2 }),
  );
  expect(first?.texts).toEqual(second?.texts);
  expect(first?.pixels).toEqual(second?.pixels);
});

it('says so when a page holds too few letters', () => {
  expect(() => spliceWordBank([[page(4, 1)]], recogniser, vocabulary, { seed: 1, count: 3 })).toThrow(
    'Too few words',
  );
});

it('splices words that the recogniser reads, though their writer never wrote them', () => {
  const written = page(4, 25);
  const bank = spliceWordBank([[written]], recogniser, vocabulary, { seed: 1, count: 10 });
  const words = bank.texts.map((_, index) => wordAt(bank, index));
  const { config, weights, metadata } = loaded;
  const shape = wordShape(config);
  const fitted = (of: readonly LabelledInk[]) =>
    of.map(({ ink, text }) => ({ text, ink: fitWord(ink, shape) }));
  const { metrics } = evaluateRecogniser(weights, config, createAlphabet(metadata.characters), [
    { name: 'written', words: fitted(written) },
    { name: 'spliced', words: fitted(words) },
  ]);
  expect(metrics.splicedCER).toBeLessThan((metrics.writtenCER ?? 0) + 0.15);
  // Chance reads none: these are other words than those that were cut.
  expect(metrics.splicedExact).toBeGreaterThan(0.4);
});
