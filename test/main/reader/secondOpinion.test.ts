import { expect, test } from 'vitest';
import { secondReaderFile } from '../../../main/installation.ts';
import { readDecoderSettings } from '../../../main/ml/decoding/wordDecoder.ts';
import { createSessions, readModelFile } from '../../../main/reader/models/sessions.ts';
import { openRecogniser, readPage } from '../../../main/reader/reader.ts';
import { languageFolder, wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { withSecondReader } from '../../../main/reader/secondOpinion.ts';
import { viewAllWords } from '../../../main/reader/recogniseWords.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { augmentWord } from '../../../main/imaging/ink/augment.ts';
import { createRandom } from '../../../shared/random.ts';
import { readingModels } from '../../support/readingModels.ts';

const recogniser = 'resources/models/starter-recogniser.onnx';
const random = createRandom(3);
const words = ['garden', 'minutes', 'river', 'Budget', 'harbour', 'whistle'].map((text) =>
  augmentWord(drawWord(text, createWriter(random), random), random, 2),
);

test('a second reader is asked for the words in doubt, and only for them', async () => {
  const sessions = createSessions();
  const asked = { recogniser, threads: 1, engine: 'cpu' } as const;
  const alone = await openRecogniser(sessions, { ...asked, fast: true });
  const both = await openRecogniser(sessions, { ...asked, fast: false });
  const decoder = await wordDecoderFor(alone.metadata);
  const first = await viewAllWords(alone, decoder, words);
  const together = await viewAllWords(both, decoder, words);
  const isSure = first.map(({ alternatives: [best] }) => (best?.confidence ?? 0) >= (decoder.asksBelow ?? 0));
  expect(new Set(isSure)).toEqual(new Set([true, false]));
  expect(together.map(({ hear }) => hear === undefined)).toEqual(isSure);
  for (const [index, sure] of isSure.entries()) {
    if (sure) expect(together[index]?.candidates).toEqual(first[index]?.candidates);
    else expect(together[index]?.candidates[0]?.isHeard).toBe(true);
  }
});

test('a reading says which second reader was asked; a fast one asks none', async () => {
  const sessions = createSessions();
  const photo = 'resources/samples/leaf-count.jpg';
  const models = await readingModels({}, sessions);
  const { second } = await readPage(photo, models, { alternatives: 1 });
  expect(second).toMatch(/^[0-9a-f]{64}$/u);
  const { second: none, ...alone } = models.recogniser;
  expect(none).toBeDefined();
  expect((await readPage(photo, { ...models, recogniser: alone }, { alternatives: 1 })).second).toBeNull();
});

test('a recogniser of other letters reads alone, and no photo of it waits for another reading', async () => {
  const sessions = createSessions();
  const photo = 'resources/samples/leaf-count.jpg';
  const models = await readingModels({}, sessions);
  const { characters } = models.recogniser.metadata;
  const metadata = { ...models.recogniser.metadata, characters: `${characters.slice(0, -1)}漢` };
  const other = withSecondReader({ ...models.recogniser, metadata }, sessions, 1);
  const { second: _second, ...alone } = other;
  const read = async (recogniser: typeof alone) =>
    await readPage(photo, { ...models, recogniser }, { alternatives: 1 });
  const [both, one] = [await read(other), await read(alone)];
  expect(both.words).toEqual(one.words);
  // As the library counts the photos that the models in use have not read.
  expect(both.second).toBe((await readModelFile(secondReaderFile)).sha256);
});

test('the decoder was fitted to the second reader that ships', async () => {
  const { secondOpinion } = await readDecoderSettings(languageFolder);
  expect(secondOpinion?.reader).toBe((await readModelFile(secondReaderFile)).sha256);
});
