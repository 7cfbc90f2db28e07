import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { boards, boards2, boards3, elsewhere, photos, type LabelledPage } from '../../../pretraining/data.ts';
import { closeUps } from './closeUps.ts';
import { longPages } from './longPages.ts';
import { median } from '../bench/median.ts';
import { availablePrograms, type FoundText, type OtherProgram, type TimedPage } from './otherPrograms.ts';
import { readShares } from './fourFifths.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { allResults } from '../report/results.ts';
import { rowOf } from './pageScores.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { termsOf } from './terms.ts';

const definitions = `
Twice and three times as near: the middle of each board, enlarged; words that its edge cuts count for nothing.
Four side by side, one below the other: the boards at one height, or width, of 1,500 pixels.
Detection: a found box and a true box agree from intersection over union 0.5 on, matched one to one,
best first; a found box that lies half or more on an ignore region, or is read as signs alone, counts for nothing.
found: search terms (runs of letters and digits, two or more long, case ignored) of the true words
that stand among the terms of the page's readings, each occurrence used once.
with alternatives: the same where a word's other readings (up to ten) may answer instead.
words 80 %: true words of which at least 80 % of the characters are right, letters and digits only, in the nearest part of a
reading among the boxes that overlap the word (IoU .1) or cover half of it; characters: the share of all that are right.
ms a page: median, from the file to the words, all readers in turn on each page; the models are loaded before,
except in Tesseract, which starts anew for each page.`;

interface ReadText extends FoundText {
  readonly alternatives: readonly string[];
}

interface TimedReading extends TimedPage {
  readonly words: readonly ReadText[];
}

/**
 * Detection, search terms and time on the development boards and the three photos, beside the other readers.
 *
 * @param isAlone whether only Inkdex reads. Other readers that do not read keep the rows of the last measurement
 */
export async function measurePages(isAlone: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-close-ups-'));
  const programs = isAlone ? [] : await availablePrograms();
  const last = allResults()['measure-pages']?.tables ?? [];
  try {
    await measureIn(folder, programs, (set) => {
      const rows = last.find(({ title }) => title.startsWith(`${set}:`))?.rows ?? [];
      return rows.filter(([own]) => !own?.startsWith('Inkdex') && !programs.some(({ name }) => name === own));
    });
  } finally {
    for (const program of programs) program.close();
    await rm(folder, { recursive: true });
  }
}

/**
 * @param folder for pages that are made
 * @param programs read what people have photographed, not the pages that are made of it
 * @param earlier rows on a set of other readers that do not read now
 */
async function measureIn(
  folder: string,
  programs: readonly OtherProgram[],
  earlier: (set: string) => string[][],
): Promise<void> {
  const dev = await boards('dev');
  const sets = [
    { name: 'boards dev', pages: dev, programs },
    {
      name: 'boards2 and boards3 dev2',
      pages: [...(await boards2('dev2')), ...(await boards3('dev2'))],
      programs,
    },
    { name: 'photos', pages: await photos(), programs },
    { name: 'walls of sticky notes', pages: await boards3('walls'), programs },
    { name: 'notes', pages: await boards3('notes'), programs },
    { name: 'dev3, pages of other kinds', pages: await elsewhere('dev3'), programs },
    { name: 'boards dev, twice as near', pages: await closeUps(dev, 2, folder), programs: [] },
    { name: 'boards dev, three times as near', pages: await closeUps(dev, 3, folder), programs: [] },
    {
      name: 'boards dev, four side by side',
      pages: await longPages(dev, 'side by side', folder),
      programs: [],
    },
    {
      name: 'boards dev, four one below the other',
      pages: await longPages(dev, 'one below the other', folder),
      programs: [],
    },
  ];
  const models = await openModels(2);
  const fast = { ...models, recogniser: withoutSecond(models.recogniser) };
  printModels(models);

  for (const { name, pages, programs: others } of sets.filter((set) => set.pages.length > 0)) {
    const known = earlier(name);
    const words = pages.reduce((sum, page) => sum + page.words.length, 0);
    print(`\n${name}: ${pages.length} pages, ${words} words`);
    const ours = new Map<string, TimedReading>();
    const oursFast = new Map<string, TimedReading>();
    const theirs = others.map(() => new Map<string, TimedPage>());
    for (const { path } of pages) {
      ours.set(path, await readOurs(path, models));
      oursFast.set(path, await readOurs(path, fast));
      for (const [index, program] of others.entries()) theirs[index]?.set(path, await program.readPage(path));
    }
    const own = [
      ['Inkdex', ours],
      ['Inkdex --fast', oursFast],
    ] as const;
    const rows = [
      ...own.map(([reader, read]) => [
        ...rowOf(reader, pages, wordsOf(read)),
        share(foundWithAlternatives(pages, wordsOf(read))),
        ...byRule(pages, wordsOf(read)),
        msOf(read),
      ]),
      ...others.map(({ name: reader }, index) => {
        const read = theirs[index] ?? new Map<string, TimedPage>();
        return [...rowOf(reader, pages, wordsOf(read)), '-', ...byRule(pages, wordsOf(read)), msOf(read)];
      }),
      ...known,
    ];
    printTable(
      [
        ...['', 'precision', 'recall', 'F1', 'found', 'with alternatives'],
        ...['words 80 %', 'characters', 'ms a page'],
      ],
      rows,
    );
  }
  print(definitions);
}

/** Reads alone: no second reader is asked for words in doubt. */
function withoutSecond({
  second: _second,
  ...alone
}: ReadingModels['recogniser']): ReadingModels['recogniser'] {
  return alone;
}

function byRule(
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly FoundText[]>,
): string[] {
  const { words, characters } = readShares(pages, readings);
  return [share(words), share(characters)];
}

async function readOurs(path: string, models: ReadingModels): Promise<TimedReading> {
  const { words, ms } = await readPage(path, models, { alternatives: 10, findRotation: true });
  return {
    ms,
    words: words.map(({ box, text, alternatives }) => ({
      box,
      text,
      alternatives: alternatives.map((alternative) => alternative.text),
    })),
  };
}

function wordsOf<Word extends FoundText>(
  read: ReadonlyMap<string, { readonly words: readonly Word[] }>,
): Map<string, readonly Word[]> {
  return new Map([...read].map(([path, { words }]) => [path, words]));
}

function msOf(read: ReadonlyMap<string, TimedPage>): string {
  return median([...read.values()].map(({ ms }) => ms)).toFixed(0);
}

/** Each word of the page answers with the terms of its best reading, or else with one term of another. */
function foundWithAlternatives(
  pages: readonly LabelledPage[],
  readings: ReadonlyMap<string, readonly ReadText[]>,
): number {
  let found = 0;
  let terms = 0;
  for (const page of pages) {
    const truths = termsOf(page.words.map(({ text }) => text));
    terms += truths.length;
    const words = (readings.get(page.path) ?? []).map(({ text, alternatives }) => ({
      best: termsOf([text]),
      others: termsOf(alternatives),
      hasAnswered: false,
    }));
    const unanswered = truths.filter((term) => {
      const word = words.find(({ best }) => best.includes(term));
      if (word === undefined) return true;
      word.best.splice(word.best.indexOf(term), 1);
      word.hasAnswered = true;
      return false;
    });
    found += truths.length - unanswered.length;
    for (const term of unanswered) {
      const word = words.find(({ hasAnswered, others }) => !hasAnswered && others.includes(term));
      if (word === undefined) continue;
      word.hasAnswered = true;
      found += 1;
    }
  }
  return found / terms;
}
