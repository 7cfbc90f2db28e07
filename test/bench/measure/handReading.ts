import { quadOfBox, scaleQuad } from '../../../shared/geometry.ts';
import { characterErrorRate } from '../../../shared/text.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import { cropWord } from '../../../main/imaging/geometry/crop.ts';
import { boards, frenchCrops, iamLike, type LabelledPage } from '../../../pretraining/data.ts';
import { readCrops } from '../../../pretraining/recogniser/sources.ts';
import type { LabelledInk } from '../../../main/ml/training/wordBank.ts';
import { readWords, type ReadWord } from '../../../pretraining/wordSets.ts';

/** Character error rates as written. */
export interface Compared {
  readonly greedy: number;
  readonly decoder: number;
}

export interface ReadSets {
  readonly others: Compared;
  /** Means over the sets. */
  readonly base: Compared;
}

export interface SetsToRead {
  readonly others: readonly LabelledPage[];
  readonly base: readonly (readonly LabelledInk[])[];
}

const wordsOfASet = 400;
const inputHeight = 48;

const kept = new Map<string, Promise<readonly LabelledInk[]>>();

/** Three sets of words by other hands. */
export async function baseWords(
  hand: string,
  own: readonly LabelledPage[],
): Promise<(readonly LabelledInk[])[]> {
  const names = new Set(own.map(({ page }) => page));
  return [
    await once(`boards without ${hand}`, async () => {
      const pages = (await boards('dev')).filter(({ page }) => !names.has(page));
      const words = pages.flatMap((page) => page.words.map((word) => ({ page, word })));
      const chosen = Map.groupBy(thinned(words), ({ page }) => page);
      const cut = await Promise.all(
        [...chosen].map(([page, found]) => cutWords({ ...page, words: found.map(({ word }) => word) })),
      );
      return cut.flat();
    }),
    await once('copiste', async () => readCrops(thinned((await frenchCrops()).kept))),
    await once('iam-like', async () => readCrops(thinned(await iamLike('testset_v')))),
  ];
}

/** Reads the words of a hand's other photos, and the base sets, with one model. */
export async function readWith(path: string, { others, base }: SetsToRead): Promise<ReadSets> {
  const pages = await Promise.all(others.map((page) => once(page.page, () => cutWords(page))));
  const sets: Compared[] = [];
  for (const words of base) sets.push(await read(path, words));
  const mean = (valueOf: (set: Compared) => number): number =>
    sets.reduce((sum, set) => sum + valueOf(set), 0) / sets.length;
  return {
    others: await read(path, pages.flat()),
    base: { greedy: mean(({ greedy }) => greedy), decoder: mean(({ decoder }) => decoder) },
  };
}

async function read(path: string, words: readonly LabelledInk[]): Promise<Compared> {
  const model = await createSessions().open('recogniser', path, 1);
  const decoder = await wordDecoderFor(model.metadata);
  const readings = await readWords(model, words, decoder);
  const rate = (readingOf: (word: ReadWord) => string): number =>
    characterErrorRate(readings.map((word) => ({ truth: word.text, reading: readingOf(word) })));
  return {
    greedy: rate(({ greedy }) => greedy),
    decoder: rate(({ alternatives }) => alternatives[0]?.text ?? ''),
  };
}

/** Words cut as reading cuts them, at their labelled boxes. */
async function cutWords({ path, words }: LabelledPage): Promise<LabelledInk[]> {
  const { ink, scale } = await openInkPage(path);
  return words.map(({ box, text }) => ({
    text: text.normalize('NFC'),
    ink: cropWord(ink, scaleQuad(quadOfBox(box), scale), inputHeight),
  }));
}

/** Words are the same for every hand and every model: cut once. */
function once(name: string, make: () => Promise<readonly LabelledInk[]>): Promise<readonly LabelledInk[]> {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = make();
  kept.set(name, made);
  return made;
}

function thinned<Item>(items: readonly Item[]): Item[] {
  const stride = Math.max(1, items.length / wordsOfASet);
  return items.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}
