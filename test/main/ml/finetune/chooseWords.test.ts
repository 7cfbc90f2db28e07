import { describe, expect, it } from 'vitest';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import type { Sample } from '../../../../shared/contract/dataset.ts';
import { chooseWords } from '../../../../main/ml/finetune/chooseWords.ts';
import { bareLabel } from '../../../../main/exchange/records.ts';
import { asyncOf } from '../../../support/datasetRecords.ts';

const alphabet = createAlphabet('abcdefghijklmnopqrstuvwxyz0123456789');
const settings = { newLetters: 'learn', seed: 1, subsample: 1 } as const;

function sample(key: string, changes: Partial<Sample> = {}): Sample {
  return {
    ...bareLabel,
    key,
    level: 'word',
    file: `${key}.png`,
    text: 'ink',
    image: '0'.repeat(64),
    source: { kind: 'person' },
    ...changes,
  };
}

function samples(count: number, changes: (index: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: count }, (_, index) =>
    sample(`s${String(index).padStart(5, '0')}`, changes(index)),
  );
}

function keys(words: readonly Sample[]): string[] {
  return words.map(({ key }) => key);
}

describe('choosing words', () => {
  it('trains and holds back as the splits say, and never looks at test words', async () => {
    const parts = ['train', 'validation', 'test', null] as const;
    const all = samples(80, (index) => ({ split: parts[index % 4] ?? null }));
    const { train, heldBack, notices } = await chooseWords(asyncOf(all), alphabet, settings);
    expect(new Set(train.map(({ split }) => split))).toEqual(new Set(['train', null]));
    expect(new Set(heldBack.map(({ split }) => split))).toEqual(new Set(['validation']));
    expect(notices).toEqual(['20 of 80 samples are left out because they are in the test split.']);
  });

  it('trains on pseudo-labels together with the labels of people, and never evaluates on them', async () => {
    const byModel = (index: number) => index % 3 === 0;
    const source = { kind: 'model', sha256: 'a'.repeat(64) } as const;
    const mixed = samples(90, (index) => (byModel(index) ? { source } : {}));
    const { train, read, heldBack, notices } = await chooseWords(asyncOf(mixed), alphabet, settings);
    expect(keys(read)).toEqual(keys(mixed.filter((_, index) => byModel(index))));
    expect([...train, ...heldBack].filter(({ source: { kind } }) => kind === 'model')).toEqual([]);
    expect([train.length, heldBack.length]).toEqual([48, 12]);
    expect(notices).toEqual([
      'Also trains on 30 words that the model is sure of (pseudo-labels). They are never used for evaluation.',
    ]);
  });

  it('does not train on pseudo-labels of the validation split', async () => {
    const source = { kind: 'model', sha256: 'a'.repeat(64) } as const;
    const all = samples(90, (index) => ({
      ...(index % 3 === 0 ? { source } : {}),
      split: index % 2 === 0 ? 'validation' : 'train',
    }));
    const { read, heldBack, notices } = await chooseWords(asyncOf(all), alphabet, settings);
    expect([read.length, heldBack.length]).toEqual([15, 30]);
    expect(new Set(read.map(({ split }) => split))).toEqual(new Set(['train']));
    expect(notices).toEqual([
      '15 of 90 samples are left out because a model labelled them next to held-back words.',
      'Also trains on 15 words that the model is sure of (pseudo-labels). They are never used for evaluation.',
    ]);
  });

  it.each(['page', 'writer'] as const)('does not train on pseudo-labels of a held-back %s', async (group) => {
    const source = { kind: 'model', sha256: 'a'.repeat(64) } as const;
    const all = samples(2000, (index) => ({
      ...(index % 5 === 0 ? { source } : {}),
      [group]: `g${index % 39}`,
    }));
    const { train, read, heldBack } = await chooseWords(asyncOf(all), alphabet, settings);
    const held = new Set(heldBack.map((word) => word[group]));
    expect(read.length).toBeGreaterThan(300);
    expect([...train, ...read].filter((word) => held.has(word[group]))).toEqual([]);
  });

  it('trains on and evaluates with the labels of a model if there are no others', async () => {
    const source = { kind: 'model', sha256: 'a'.repeat(64) } as const;
    const all = samples(100, () => ({ source }));
    const { train, read, heldBack } = await chooseWords(asyncOf(all), alphabet, settings);
    expect([train.length, read.length, heldBack.length]).toEqual([80, 0, 20]);
  });

  it('holds a fifth of a small set back, the same words every time', async () => {
    const first = await chooseWords(asyncOf(samples(100)), alphabet, settings);
    expect(first.heldBack).toHaveLength(20);
    expect(keys(first.train).filter((key) => keys(first.heldBack).includes(key))).toEqual([]);
    const other = await chooseWords(asyncOf(samples(100)), alphabet, { ...settings, seed: 9 });
    expect(keys(other.heldBack)).toEqual(keys(first.heldBack));
  });

  it('holds whole pages of a large set back, or whole writers where they are known', async () => {
    const ofPage = (index: number): Partial<Sample> => ({ page: `p${index % 40}` });
    const byPage = await chooseWords(asyncOf(samples(2000, ofPage)), alphabet, settings);
    const pages = new Set(byPage.heldBack.map(({ page }) => page));
    expect(pages.size).toBeGreaterThan(1);
    expect(byPage.train.filter(({ page }) => pages.has(page))).toEqual([]);

    const ofWriter = (index: number): Partial<Sample> => ({
      ...ofPage(index),
      writer: `w${index % 12}`,
    });
    const byWriter = await chooseWords(asyncOf(samples(2000, ofWriter)), alphabet, settings);
    const writers = new Set(byWriter.heldBack.map(({ writer }) => writer));
    expect(byWriter.train.filter(({ writer }) => writers.has(writer))).toEqual([]);
  });

  it('never holds back a writer who wrote most of a set, whichever of them', async () => {
    for (let most = 0; most < 12; most += 1) {
      const writerOf = (index: number): number => (index % 4 === 0 ? Math.floor(index / 4) % 12 : most);
      const all = samples(3000, (index) => ({ writer: `w${writerOf(index)}` }));
      const { train, heldBack } = await chooseWords(asyncOf(all), alphabet, settings);
      expect(heldBack.length).toBeLessThanOrEqual(360);
      expect(heldBack.length).toBeGreaterThanOrEqual(120);
      const held = new Set(heldBack.map(({ writer }) => writer));
      expect(train.filter(({ writer }) => held.has(writer))).toEqual([]);
    }
  });

  it.each([
    ['pages where writers are too large', (index: number) => `p${index % 40}`],
    ['single words where pages are too large as well', (index: number) => `p${index % 2}`],
  ])('holds back %s', async (_what, pageOf) => {
    // Ten writers who wrote next to nothing, and two who wrote the rest.
    const all = samples(3000, (index) => ({
      writer: index < 10 ? `small ${index}` : `large ${index % 2}`,
      page: pageOf(index),
    }));
    const { heldBack } = await chooseWords(asyncOf(all), alphabet, settings);
    expect(heldBack.length).toBeGreaterThanOrEqual(240);
    expect(heldBack.length).toBeLessThanOrEqual(360);
    expect(new Set(heldBack.map(({ writer }) => writer)).size).toBeGreaterThan(1);
  });

  it('draws a share of the training words by the seed', async () => {
    const half = { ...settings, subsample: 0.5 };
    const first = await chooseWords(asyncOf(samples(100)), alphabet, half);
    expect(first.train).toHaveLength(40);
    expect(first.notices).toContain('40 of 80 training words are used.');
    expect(keys((await chooseWords(asyncOf(samples(100)), alphabet, half)).train)).toEqual(keys(first.train));
    const other = await chooseWords(asyncOf(samples(100)), alphabet, { ...half, seed: 2 });
    expect(keys(other.train)).not.toEqual(keys(first.train));
  });

  it('names the letters that are new, and leaves words with them out when told so', async () => {
    const all = samples(60, (index) => ({ text: index % 3 === 0 ? 'ink™' : 'ink' }));
    const learned = await chooseWords(asyncOf(all), alphabet, settings);
    expect(learned.newLetters).toEqual(['™']);
    expect(learned.notices.join()).toContain('New characters, which the model learns: ™');
    const left = await chooseWords(asyncOf(all), alphabet, { ...settings, newLetters: 'leave-out' });
    expect(left.newLetters).toEqual([]);
    expect(left.train.length + left.heldBack.length).toBe(40);
    expect(left.notices.join()).toContain(
      '20 of 60 samples are left out because they contain characters that the model does not know',
    );
  });

  it('says why samples are left out, each reason with its count', async () => {
    const odd: Partial<Sample>[] = [
      { level: 'line' },
      { level: 'page' },
      { mark: 'illegible', text: '' },
      { text: '' },
      { text: 'two words' },
    ];
    const all = [...samples(40), ...odd.map((changes, index) => sample(`odd${index}`, changes))];
    const { notices } = await chooseWords(asyncOf(all), alphabet, settings);
    expect(notices).toEqual([
      '1 of 45 samples are left out because they are lines, and the recogniser reads single words.',
      '1 of 45 samples are left out because they are pages, and the recogniser reads single words.',
      '1 of 45 samples are left out because they are marked as illegible.',
      '1 of 45 samples are left out because they have no text.',
      '1 of 45 samples are left out because their text contains a space, and the recogniser reads single words.',
    ]);
  });

  it.each([
    ['an empty version', []],
    ['a version of one word', samples(1)],
    ['a version of lines', samples(200, () => ({ level: 'line' }))],
  ])('refuses %s, saying what was found', async (_what, all) => {
    await expect(chooseWords(asyncOf(all), alphabet, settings)).rejects.toThrow(
      /has [01] training words?; at least 12 are needed/u,
    );
  });
});
