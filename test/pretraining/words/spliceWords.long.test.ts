import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { createAlphabet } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import { startEngine } from '../../../main/ml/backends/startEngine.ts';
import { loadStarter, type LoadedStarter } from '../../../pretraining/recogniser/storedWeights.ts';
import { wordShape } from '../../../main/ml/networks/input.ts';
import { evaluateRecogniser } from '../../../pretraining/recogniser/evaluation.ts';
import { spliceWordBank } from '../../../pretraining/words/spliceWords.ts';
import { wordAt, type LabelledInk } from '../../../main/ml/training/wordBank.ts';
import { createVocabulary } from '../../../pretraining/vocabulary/vocabulary.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { smallLists } from '../../support/wordLists.ts';

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
