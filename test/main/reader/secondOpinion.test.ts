import { execFileSync } from 'node:child_process';
import { readFile, writeFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { shippedProblem, shippedSums } from '../../../main/files/shippedFiles.ts';
import { secondReaderFile } from '../../../main/installation.ts';
import { readDecoderSettings } from '../../../main/ml/decoding/wordDecoder.ts';
import { createSessions, readModelFile } from '../../../main/reader/models/sessions.ts';
import { openRecogniser, readPage } from '../../../main/reader/reader.ts';
import { languageFolder, wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { isInDoubt, withSecondReader } from '../../../main/reader/secondOpinion.ts';
import { firstRound, viewAllWords } from '../../../main/reader/recogniseWords.ts';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { augmentWord } from '../../../main/imaging/ink/augment.ts';
import { createRandom } from '../../../shared/random.ts';
import { temporaryFolder } from '../../support/library.ts';
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
  const first = await firstRound({ recogniser: alone, decoder }, words);
  const together = await viewAllWords(both, decoder, words);
  const isSure = first.map(({ alternatives: [best] }) => (best?.confidence ?? 0) >= (decoder.asksBelow ?? 0));
  expect(new Set(isSure)).toEqual(new Set([true, false]));
  expect(together.map(({ hear }) => hear === undefined)).toEqual(isSure);
  expect(together.map(({ views }) => views.length)).toEqual(words.map(() => 1));
  for (const [index, sure] of isSure.entries()) {
    if (sure) expect(together[index]?.candidates).toEqual(first[index]?.candidates);
    else expect(together[index]?.candidates[0]?.isHeard).toBe(true);
  }
});

test('a second reader is not asked for signs nor for one character, whatever the doubt', () => {
  const inDoubt = (text: string): boolean => isInDoubt({ text, confidence: 0.2 }, 0.7);
  expect(['<-', '()', 'a', 'at', '(x)'].map(inDoubt)).toEqual([false, false, false, true, true]);
  expect(isInDoubt({ text: 'at', confidence: 0.7 }, 0.7)).toBe(false);
  expect(isInDoubt(undefined, 0.7)).toBe(false);
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

test('a second reader that is missing, cut or changed is left out, and the first one reads', async () => {
  const folder = temporaryFolder();
  const whole = await readFile(secondReaderFile);
  const changed = Buffer.from(whole);
  changed[3_000_000] = ~(changed[3_000_000] ?? 0);
  const sessions = createSessions();
  const alone = await openRecogniser(sessions, { recogniser, threads: 1, engine: 'cpu', fast: true });
  const decoder = await wordDecoderFor(alone.metadata);
  const read = async (by: typeof alone) =>
    (await viewAllWords(by, decoder, words)).map(({ candidates }) => candidates);
  const expected = await read(alone);
  for (const [name, bytes] of Object.entries({
    cut: whole.subarray(0, 4_000_000),
    head: whole.fill(255, 0, 40),
    changed,
  })) {
    await writeFile(join(folder, name), bytes);
    expect(await shippedProblem(join(folder, name), shippedSums().get(secondReaderFile)), name).toContain(
      'was changed or cut. Install Inkdex again.',
    );
  }
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await symlink('/dev/zero', join(folder, 'endless'));
  for (const name of ['missing', 'pipe', 'endless'])
    expect(await shippedProblem(join(folder, name)), name).toContain('is missing or cannot be read');
  for (const name of ['missing', 'cut', 'head', 'changed', 'pipe', 'endless']) {
    const file = join(folder, name);
    const both = withSecondReader(alone, sessions, 1, { second: file, scripts: file });
    expect(await read(both), name).toEqual(expected);
    expect([await both.second?.open(), await both.scripts?.open()]).toEqual([null, null]);
  }
});

test('without a second reader, a character in doubt is read again, whatever stands beside it', async () => {
  const sessions = createSessions();
  const alone = await openRecogniser(sessions, { recogniser, threads: 1, engine: 'cpu', fast: true });
  const file = join(temporaryFolder(), 'missing');
  const both = withSecondReader(alone, sessions, 1, { second: file, scripts: file });
  const decoder = await wordDecoderFor(alone.metadata);
  const singles = Array.from('aegqtz', (text) =>
    augmentWord(drawWord(text, createWriter(random), random), random, 2),
  );
  const read = await viewAllWords(both, decoder, singles);
  expect(read.some(({ views }) => views.length > 1)).toBe(true);
  for (const [index, word] of singles.entries()) {
    const [one] = await viewAllWords(both, decoder, [word]);
    expect(one?.views).toHaveLength(read[index]?.views.length ?? 0);
  }
});

test('what ships is what its list says', async () => {
  expect(shippedSums().size).toBeGreaterThan(3);
  const problems = await Promise.all([...shippedSums().keys()].map((path) => shippedProblem(path)));
  // After a change: (cd resources && sha256sum $(cut -c67- SHA256SUMS) > ../sums && mv ../sums SHA256SUMS)
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
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

test('a page without writing has the hash of the second reader, which is not opened for it', async () => {
  const sessions = createSessions();
  const uses: string[] = [];
  const watched: typeof sessions = {
    ...sessions,
    open: async (use, ...rest) => {
      uses.push(use);
      return await sessions.open(use, ...rest);
    },
  };
  const photo = join(temporaryFolder(), 'blank.png');
  await sharp({ create: { width: 600, height: 400, channels: 3, background: 'white' } }).toFile(photo);
  const { second } = await readPage(photo, await readingModels({}, watched), { alternatives: 1 });
  expect(second).toBe((await readModelFile(secondReaderFile)).sha256);
  expect(uses).not.toContain('second');
});
