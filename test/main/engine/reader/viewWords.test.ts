import { expect, test } from 'vitest';
import { createSessions } from '../../../../main/engine/reader/sessions.ts';
import { leans, sure, viewWords } from '../../../../main/engine/reader/viewWords.ts';
import { wordDecoderFor } from '../../../../main/engine/reader/wordDecoders.ts';
import { augmentWord } from '../../../../main/imaging/augment.ts';
import { createWriter, drawWord } from '../../../../main/ml/synthetic/words.ts';
import { createRandom } from '../../../../shared/random.ts';

const starter = 'resources/models/starter-recogniser.onnx';
const random = createRandom(7);
const texts = Array.from(
  { length: 120 },
  (_, index) => ['garden', 'minutes', 'river', 'Budget'][index % 4] ?? '',
);
const words = texts.map((text) => augmentWord(drawWord(text, createWriter(random), random), random, 1.2));

test('sure words are looked at once, doubtful ones until all views were seen, each word once', async () => {
  const model = await createSessions().open('recogniser', starter, 2);
  const decoder = await wordDecoderFor(model.metadata);
  const seen = new Map<number, number>();
  for await (const { index, views, alternatives, candidates } of viewWords(model, decoder, words)) {
    expect(seen.has(index)).toBe(false);
    seen.set(index, views.length);
    const first = decoder.decode(
      views[0]?.lattice ?? { steps: 0, classes: 0, logProbabilities: new Float32Array() },
      1,
    );
    if (views.length === 1) expect(first[0]?.confidence).toBeGreaterThanOrEqual(sure);
    else expect(first[0]?.confidence).toBeLessThan(sure);
    if (views.length <= leans.length) expect(alternatives[0]?.confidence).toBeGreaterThanOrEqual(sure);
    expect(candidates.length).toBeGreaterThanOrEqual(alternatives.length);
  }
  expect(seen.size).toBe(words.length);
  expect(new Set(seen.values())).toEqual(new Set([1, ...leans.map((_, lean) => lean + 2)]));
});
