import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { languageFolder } from '../../../../main/workers/reader/wordDecoders.ts';
import { readDecoderSettings } from '../../../../main/ml/decoding/wordDecoder.ts';
import { LanguageScorer, type LanguageWeights } from '../../../../main/ml/language/languageScorer.ts';
import { type Language, readLanguage } from '../../../../main/ml/language/language.ts';

function scorerOf(language: Language, weights: LanguageWeights): LanguageScorer {
  return new LanguageScorer(language, language.skeletons, createAlphabet(pretrainedCharacters), weights);
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'inkdex-language-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('files that are not there are named, with what to do', async () => {
  await expect(readLanguage(folder)).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringContaining('npm --prefix main/pretraining run language') as string,
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
  const guide = scorerOf(await readLanguage(languageFolder), weights);
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

test('a reading weighs what its probability and its letters do', async () => {
  const alphabet = createAlphabet(pretrainedCharacters);
  const weights = { language: 0.7, letter: 2, unknown: 0.1 };
  const guide = scorerOf(await readLanguage(languageFolder), weights);
  for (const text of ['house', 'qwzrt', '']) {
    const letters = alphabet.encode(text);
    const logProbability = guide.logProbability(letters);
    expect(logProbability).toBeLessThan(0);
    expect(guide.of(letters)).toBeCloseTo(0.7 * logProbability + 2 * text.length, 10);
  }
});
