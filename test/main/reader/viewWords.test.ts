import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { furtherViews, isCertain, viewAllWords } from '../../../main/reader/recogniseWords.ts';
import { wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { augmentWord } from '../../../main/imaging/ink/augment.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { createRandom } from '../../../shared/random.ts';
import { tinyRecogniser, tinyRecogniserMetadata } from '../../support/tinyModels.ts';
import { decoded } from '../../support/posteriors.ts';

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
  for (const { index, views, alternatives, candidates } of await viewAllWords(model, decoder, words)) {
    expect(seen.has(index)).toBe(false);
    seen.set(index, views.length);
    for (const [round, { certain }] of furtherViews.slice(0, views.length).entries()) {
      const [best] = decoder.alternatives(decoder.fuse(views.slice(0, round + 1)), 1);
      if (round + 1 < views.length) expect(best?.confidence).toBeLessThan(certain);
      else expect(alternatives[0]?.confidence).toBeGreaterThanOrEqual(certain);
    }
    expect(candidates.length).toBeGreaterThanOrEqual(alternatives.length);
  }
  expect(seen.size).toBe(words.length);
  expect(new Set(seen.values())).toEqual(new Set([1, ...furtherViews.map((_, look) => look + 2)]));
});

test('a model that gives no numbers is damaged, and is not asked again and again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-views-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'broken.onnx');
  await writeFile(path, tinyRecogniser([NaN, -9, -51]));
  const model = await createSessions().open('recogniser', path, 1);
  const decoder = await wordDecoderFor(model.metadata);
  const reading = viewAllWords(model, decoder, words.slice(0, 3), AbortSignal.timeout(3000));
  await expect(reading).rejects.toMatchObject({ code: 'model-damaged' });
});

test('a recogniser of single characters is read by their probabilities alone', async () => {
  const network = { name: 'characters', options: {} } as const;
  const decoder = await wordDecoderFor({ ...tinyRecogniserMetadata, characters: 'aqI ', network });
  const read = (...shares: readonly number[]) => {
    const logProbabilities = Float32Array.from(shares, Math.log);
    return decoded(decoder, { steps: 1, classes: 5, logProbabilities }, 3);
  };
  // As words, "a" and "I" are far likelier.
  const found = read(0.04, 0.3, 0.35, 0.3, 0.01);
  expect(found.map(({ text }) => text)).toEqual(['q', 'a', 'I']);
  expect(found[0]?.confidence).toBeCloseTo(0.35);
  // Its images are of characters: none is empty, and a space is one.
  expect(read(0.6, 0.1, 0.1, 0.05, 0.15)[0]?.text).toBe(' ');
});

test('after the last look none is needed, whatever it said', () => {
  expect(isCertain(0, furtherViews.length)).toBe(true);
  expect(isCertain(NaN, furtherViews.length)).toBe(true);
  expect(isCertain(NaN, 0)).toBe(false);
});
