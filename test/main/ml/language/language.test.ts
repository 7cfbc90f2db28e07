import { readdirSync, statSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { furtherLanguages, pageLanguages } from '../../../../shared/contract/pageLanguage.ts';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { languageFolder } from '../../../../main/reader/models/wordDecoders.ts';
import { readDecoderSettings } from '../../../../main/ml/decoding/wordDecoder.ts';
import { Codes } from '../../../../main/ml/language/codes.ts';
import { LanguageScorer, type LanguageWeights } from '../../../../main/ml/language/languageScorer.ts';
import { type Language, readLanguage } from '../../../../main/ml/language/language.ts';
import { temporaryFolder } from '../../../support/library.ts';

const shipped = await readLanguage(languageFolder);

function scorerOf(language: Language, weights: LanguageWeights): LanguageScorer {
  return new LanguageScorer(language, language.skeletons, createAlphabet(pretrainedCharacters), weights);
}

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

test('files that are not there are named, with what to do', async () => {
  await expect(readLanguage(folder)).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringContaining('npm --prefix pretraining run language') as string,
  });
  await expect(readDecoderSettings(folder)).rejects.toMatchObject({ code: 'file-missing' });
});

test('settings that are no settings are refused', async () => {
  await writeFile(path.join(folder, 'decoder.json'), '{"format": "inkdex decoder 1"}');
  await expect(readDecoderSettings(folder)).rejects.toMatchObject({ code: 'data-invalid' });
});

test('the shipped language finds real words likelier than near ones, small, capitalised and with signs', async () => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const { weights } = await readDecoderSettings(languageFolder);
  const guide = scorerOf(shipped, weights);
  const weigh = (text: string) => guide.of([...alphabet.encode(text)]);
  const pairs = [
    ['house', 'hause'],
    ['The', 'Thc'],
    ['PROBLEM', 'PRDBLEM'],
    ['(node)', '(nade)'],
    ['node.next', 'nade.next'],
    ['insertBefore', 'inserlBefore'],
    ["don't", "dan't"],
    ['été', 'éte'],
    ["l'année", "l'anrée"],
    ['Bruxelles,', 'Bruxclles,'],
  ] as const;
  for (const [right, wrong] of pairs) expect(weigh(right), right).toBeGreaterThan(weigh(wrong));
});

test('a code weighs more than what is left of it without its letters, and a word more than the code that looks like it', async () => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const { weights } = await readDecoderSettings(languageFolder);
  const guide = scorerOf(shipped, weights);
  const weigh = (text: string) => guide.of([...alphabet.encode(text)]);
  const pairs = [
    // A character that the recogniser sees counts some 5 nats: what leaves four out must not weigh 20 more.
    ['4F7K-92QX', '47-92'],
    ['A1B2-C3D4', 'AB2-304'],
    ['LOT7B3F9A', 'LOTABBETA'],
    ['1b16c3c', '1616030'],
  ] as const;
  for (const [code, other] of pairs) expect(weigh(code) - weigh(other), code).toBeGreaterThan(-20);
  for (const [word, code] of [
    ['hello', 'he11o'],
    ['Bob', '8ob'],
    ['list1', '1ist1'],
    ['200', '2OO'],
  ] as const)
    expect(weigh(word), word).toBeGreaterThan(weigh(code));
});

test.each(['4F7K-92QX', 'v3.29.8', 'a0:ff:12'])(
  '%s is a code, however it is cut no likelier than its beginning',
  (text) => {
    const alphabet = createAlphabet(pretrainedCharacters);
    const codes = new Codes(alphabet.characters);
    codes.reserve(64);
    const logs = [...alphabet.encode(text)].map((letter, at) => codes.extend(at, at + 1, letter));
    for (const [at, log] of logs.entries()) expect(log).toBeLessThan(logs[at - 1] ?? 0);
    expect(codes.end(text.length)).toBeGreaterThan(-Infinity);
  },
);

test.each(['word', '12.50', 'ab12-', 'Ab12', 'é12', '-'])('%s is no code', (text) => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const codes = new Codes(alphabet.characters);
  codes.reserve(64);
  for (const [at, letter] of [...alphabet.encode(text)].entries()) codes.extend(at, at + 1, letter);
  expect(codes.end(text.length)).toBe(-Infinity);
});

test('a reading weighs what its probability and its letters do', () => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const weights = { language: 0.7, letter: 2, unknown: 0.1 };
  const guide = scorerOf(shipped, weights);
  for (const text of ['house', 'qwzrt', '']) {
    const letters = alphabet.encode(text);
    const logProbability = guide.logProbability(letters);
    expect(logProbability).toBeLessThan(0);
    expect(guide.of(letters)).toBeCloseTo(0.7 * logProbability + 2 * text.length, 10);
  }
});

test.each([
  ['dutch', "foto's", "foio's"],
  ['italian', "l'acqua", "l'acgua"],
  ['italian', "dell'amico", "deil'amico"],
  ['spanish', 'mañana,', 'mañona,'],
  ['portuguese', 'amanhã', 'amanhô'],
] as const)('of %s words, %s is likelier than %s', async (name, right, wrong) => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const { weights } = await readDecoderSettings(languageFolder);
  const scorer = new LanguageScorer(shipped.alone(name), shipped.skeletons, alphabet, weights);
  expect(scorer.of(alphabet.encode(right))).toBeGreaterThan(scorer.of(alphabet.encode(wrong)) + 3);
});

test('the words of four languages take less than four megabytes', () => {
  const sizes = furtherLanguages.map((name) => {
    const files = readdirSync(path.join(languageFolder, name));
    return files.reduce((sum, file) => sum + statSync(path.join(languageFolder, name, file)).size, 0);
  });
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_000_000);
  for (const size of sizes) expect(size).toBeGreaterThan(500_000);
});

test('the words of a further language are read once, when they are asked for; if they are gone, their file is named', async () => {
  expect(shipped.alone('dutch')).toBe(shipped.alone('dutch'));
  await cp(languageFolder, folder, { recursive: true });
  const language = await readLanguage(folder);
  await rm(path.join(folder, 'dutch', 'words.bin'));
  expect(() => language.alone('dutch')).toThrow(/dutch.words\.bin.*is missing/u);
  expect(language.alone('italian').words.edgeCounts.length).toBeGreaterThan(10_000);
});

test('German words are put together, the second one in lower case, where the model allows compounds', () => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const weights = { language: 0.7, letter: 2, unknown: 1e-9 };
  const scorer = (compounds: boolean) =>
    new LanguageScorer(shipped.alone('german'), shipped.skeletons, alphabet, weights, compounds);
  const logOf = (text: string, compounds: boolean) => scorer(compounds).logProbability(alphabet.encode(text));
  expect(logOf('Gartenfenster', true) - logOf('Gartenfenster', false)).toBeGreaterThan(3);
  expect(logOf('Garten', true)).toBeCloseTo(logOf('Garten', false), 10);
});

test.each([
  ['english', 'bridge'],
  ['french', 'fenêtre'],
  ['german', 'Brücke'],
  ['dutch', 'vergadering'],
  ['italian', 'finestra'],
  ['spanish', 'ayuntamiento'],
  ['portuguese', 'reunião'],
] as const)('the %s words make %s likelier than the words of the other languages do', (own, word) => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const weights = { language: 1, letter: 0, unknown: 0.1 };
  const logs = pageLanguages.map((name) => {
    const scorer = new LanguageScorer(shipped.alone(name), shipped.skeletons, alphabet, weights);
    return [scorer.logProbability(alphabet.encode(word)), name] as const;
  });
  expect(logs.toSorted(([a], [b]) => b - a)[0]?.[1]).toBe(own);
});
