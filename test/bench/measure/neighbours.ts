import { dirname } from 'node:path';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { expectedCalibrationError } from '../../../pretraining/fitting/calibration.ts';
import { mostAlternatives } from '../../../main/ml/decoding/wordDecoder.ts';
import {
  boards,
  frenchCrops,
  germanCrops,
  iamLike,
  type LabelledCrop,
  pageOf,
  trainingBoards,
} from '../../../pretraining/data.ts';
import { cropPages, readCrops } from '../../../pretraining/recogniser/sources.ts';
import type { LabelledInk } from '../../../main/ml/training/wordBank.ts';
import { recogniserPath } from '../../../pretraining/shippedModels.ts';
import { ownText, runLength } from './ownText.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { collect, errorRates } from './words.ts';
import { boardMargin, readWords, type ReadWord } from '../../../pretraining/wordSets.ts';

const definitions = `
CER, exact, ten best and ECE of the decoder, as "npm run measure -- words" defines them.
alone: each word by itself. in context: the words of a form or a board, in the order that they were written or
labelled, with what the page's languages, pairs of words (resources/language/pairs.bin), the case of the others,
beginnings of sentences and words that come again say, as reading a photo does. iam-like testset_v chooses nothing; the power of pairs was chosen on its trainset and on boards dev.
own text: without words in runs of ${runLength} that pages for training have, too: owners of boards solved the same exercises, and
the writers of copiste_fr copied one paragraph. The boards of "npm run pretraining:data" count where they have been made.`;

/** Words of one page after the other, in their order. */
const sets: Readonly<Record<string, () => Promise<LabelledInk[][]>>> = {
  'iam-like trainset, every eighth form': async () => await forms('trainset', 8),
  'iam-like testset_v': async () => await forms('testset_v', 1),
  'copiste_fr, kept': async () => await pagesBy((await frenchCrops()).kept, pageOf),
  'DHSD, held-back writers': async () => await pagesBy(await germanCrops(), dirname),
  'boards dev': async () =>
    await Promise.all((await boards('dev')).map((page) => cropPages([page], boardMargin))),
};

/** By set, the texts of pages for training: text that a set shares with them is not unseen. */
const training: Readonly<Record<string, () => Promise<string[][]>>> = {
  'copiste_fr, kept': async () =>
    [...Map.groupBy((await frenchCrops()).train, ({ path }) => pageOf(path)).values()].map(textsOf),
  'boards dev': async () => (await trainingBoards()).map(({ words }) => textsOf(words)),
};

/** What the words around a word are worth to the decoder. */
export async function measureNeighbours(): Promise<void> {
  const model = await createSessions().open('recogniser', recogniserPath, 2);
  const decoder = await wordDecoderFor(model.metadata);
  const rows: string[][] = [];
  for (const [name, load] of Object.entries(sets)) {
    const pages = await load();
    const read = await readWords(model, pages.flat(), decoder);
    let start = 0;
    const inContext = pages.flatMap((page) => {
      const end = start + page.length;
      const found = decoder.inContext(decoder.inLanguages(read.slice(start, end), null).words);
      start = end;
      return found;
    });
    const asRead = read.map((word, index) => ({
      ...word,
      alternatives: decoder.alternatives(inContext[index] ?? [], mostAlternatives),
    }));
    rows.push(row(name, pages.length, read, asRead));
    const known = await training[name]?.();
    if (known === undefined) continue;
    const own = ownText(pages.map(textsOf), known);
    const isOwn = (_: ReadWord, index: number): boolean => own[index] === true;
    rows.push(row(`${name}, own text`, pages.length, read.filter(isOwn), asRead.filter(isOwn)));
  }
  print(`\nRecogniser ${model.sha256}`);
  printTable(['words in order', 'pages', 'words', ...columns('alone'), ...columns('in context')], rows);
  print(definitions);
}

function row(
  name: string,
  pages: number,
  alone: readonly ReadWord[],
  inContext: readonly ReadWord[],
): string[] {
  const figures = [alone, inContext]
    .map(collect)
    .flatMap(({ decoder: readings, judgements, inTenBest }) => [
      ...errorRates(readings),
      share(inTenBest / readings.length),
      share(expectedCalibrationError(judgements)),
    ]);
  return [name, String(pages), String(alone.length), ...figures];
}

function textsOf(words: readonly { readonly text: string }[]): string[] {
  return words.map(({ text }) => text);
}

function columns(how: string): string[] {
  return [`CER ${how}`, 'exact', 'ten best', 'ECE'];
}

async function forms(split: 'trainset' | 'testset_v', every: number): Promise<LabelledInk[][]> {
  return (await pagesBy(await iamLike(split), dirname)).filter((_, index) => index % every === 0);
}

/** @param ofPath the page of a crop by its path */
async function pagesBy(
  crops: readonly LabelledCrop[],
  ofPath: (path: string) => string,
): Promise<LabelledInk[][]> {
  const pages = [...Map.groupBy(crops, ({ path }) => ofPath(path)).values()];
  return await Promise.all(pages.map((own) => readCrops(own)));
}
