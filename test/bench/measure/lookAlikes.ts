import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boards, boards2, boards3, type LabelledPage } from '../../../pretraining/data.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { listWords } from '../../../main/store/words/words.ts';
import { boxArea, intersectionArea, intersectionOverUnion, type Box } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import type { PageReading, Word, WordId } from '../../../shared/contract/word.ts';
import { action, labelsOf, putWord } from '../../support/labels.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
The labelled boards that nothing was trained on, in one library as the app reads them. Each text that stands there three times or
more is confirmed once, at its first word; then its look-alikes are asked for, as many as the dialog shows (24).
selected: words that the dialog selects. right: those whose label is the text, case and signs included. below: similar
words that are shown and not selected.
The second table: what is true of the words that other actions change at once. all words: as \`inkdex label confirm --photo\` confirms
them. hard to read, left out: the lists of "Boxes to review". read right: as the label has it. All are shares of the words.
In the first table, boxes on a part of a labelled word, or on what a person cannot read, count for nothing: the labels do not say what they hold.`;

/** As many as the dialog shows, and as similar. */
const mostShown = 24;
const leastLikeness = 0.35;
/** A text that stands in the boards this often is confirmed. */
const leastOften = 3;

/** A page, its reading and its labels. */
export interface ReadBoard extends Pick<LabelledPage, 'path' | 'words' | 'ignore'> {
  readonly reading: PageReading;
}

interface Count {
  words: number;
  right: number;
}

export interface LookAlikeScores {
  /** Number of texts that were confirmed. */
  readonly texts: number;
  readonly selected: Count;
  readonly below: Count;
}

/** How many of the look-alikes of the common words have their text. */
export function scoreLookAlikes(pages: readonly ReadBoard[], often = leastOften): LookAlikeScores {
  return withPages(pages, (db, truths) => {
    const texts = commonTexts(truths, often);
    const scores = { texts: texts.size, selected: noCount(), below: noCount() };
    for (const [text, word] of texts) {
      for (const { word: other, likeness, isSure } of confirmedOnce(db, word, text)) {
        const truth = truths.get(other.id);
        if (truth === undefined) continue;
        const isRight = truth === text;
        if (isSure) add(scores.selected, isRight);
        else if (likeness >= leastLikeness) add(scores.below, isRight);
      }
    }
    return scores;
  });
}

/** Shares of the words that one action can change at once. */
export interface BulkScores {
  readonly words: number;
  /** A labelled word. */
  readonly word: number;
  /** A part of one, or what a person cannot read. */
  readonly part: number;
  readonly noText: number;
  /** Read as its label. */
  readonly right: number;
}

/** What is true of all words of boards, and of the lists of the boxes to review. */
export function scoreBulk(
  pages: readonly ReadBoard[],
): Record<'all words' | 'hard to read' | 'left out', BulkScores> {
  return withPages(pages, (db, truths) => {
    const labels = labelsOf(db);
    const { words, leftOut } = labels.calls.unlikelyWords({ limit: 500 });
    const all = pages.flatMap((_, index) => listWords(db, photoIdSchema.parse(index + 1)));
    const scoresOf = (list: readonly Word[]): BulkScores => {
      const told = list.map(({ id, text }) => ({ text, truth: truths.get(id) }));
      const share = (isSo: (each: (typeof told)[number]) => boolean) =>
        told.filter(isSo).length / told.length;
      return {
        words: told.length,
        word: share(({ truth }) => typeof truth === 'string'),
        part: share(({ truth }) => truth === undefined),
        noText: share(({ truth }) => truth === null),
        right: share(({ text, truth }) => text === truth),
      };
    };
    const read = all.filter(({ mark, text }) => mark === 'text' && text !== '');
    return { 'all words': scoresOf(read), 'hard to read': scoresOf(words), 'left out': scoresOf(leftOut) };
  });
}

/** Uses boards in a library of their own. @param use gets what their labels say of the words */
function withPages<Result>(
  pages: readonly ReadBoard[],
  use: (db: WritableDatabase, truths: ReadonlyMap<WordId, string | null>) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-look-alikes-'));
  const db = openLibrary(folder);
  try {
    return use(db, storePages(db, pages));
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

function noCount(): Count {
  return { words: 0, right: 0 };
}

function add(count: Count, isRight: boolean): void {
  count.words += 1;
  if (isRight) count.right += 1;
}

/** What each word says by the labels; null: no text. A word of which they say nothing is left out. */
function storePages(db: WritableDatabase, pages: readonly ReadBoard[]): Map<WordId, string | null> {
  const truths = new Map<WordId, string | null>();
  const at = '2026-01-01T00:00:00.000Z';
  for (const [index, { path, reading, words, ignore }] of pages.entries()) {
    const { width, height } = reading;
    const sha256 = index.toString(16).padStart(64, '0');
    const photo = insertPhoto(db, { path, sha256, bytes: 1, width, height, takenAt: null }, at);
    storeReading(db, photo, reading, at);
    // The labels lie as the file does.
    if (reading.turn !== 0) continue;
    for (const word of listWords(db, photo)) {
      const truth = truthOf(word.box, words, ignore);
      if (truth !== undefined) truths.set(word.id, truth);
    }
  }
  return truths;
}

function truthOf(
  box: Box,
  words: LabelledPage['words'],
  ignore: LabelledPage['ignore'],
): string | null | undefined {
  const same = words.find((word) => intersectionOverUnion(word.box, box) >= 0.5);
  if (same !== undefined) return normalizeText(same.text);
  const others = [...words.map((word) => word.box), ...ignore];
  const isPart = others.some(
    (other) => intersectionArea(other, box) >= 0.2 * Math.min(boxArea(other), boxArea(box)),
  );
  return isPart ? undefined : null;
}

/** Each text that is common, with its first word. */
function commonTexts(truths: ReadonlyMap<WordId, string | null>, often: number): Map<string, WordId> {
  const byText = Map.groupBy(truths, ([, text]) => text);
  return new Map(
    [...byText].flatMap(([text, words]): [string, WordId][] => {
      const [first] = words;
      return text === null || first === undefined || words.length < often ? [] : [[text, first[0]]];
    }),
  );
}

/** The look-alikes of a word once it is confirmed; the confirmation is undone. */
function confirmedOnce(db: WritableDatabase, id: WordId, text: string): ReturnType<typeof lookAlikesOf> {
  const labels = labelsOf(db);
  const [word] = labels.wordsWithIds([id]);
  if (word === undefined) return [];
  const { revision } = labels.calls.getLabels({ photo: word.photo });
  const put = [putWord(id, { quad: word.quad, polygon: word.polygon, text, confirmed: true })];
  const done = labels.calls.editLabels({ photo: word.photo, revision, action: action('text', { put }) });
  const found = lookAlikesOf(db, id);
  labels.calls.undoLabels({ photo: word.photo, revision: done.revision });
  return found;
}

function lookAlikesOf(db: WritableDatabase, word: WordId) {
  return labelsOf(db).calls.lookAlikes({ word, limit: mostShown });
}

/** What the dialog of look-alikes selects, and how much of it is right. */
export async function measureLookAlikes(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const sets = {
    'boards dev': await boards('dev'),
    'boards2 and boards3 dev2': [...(await boards2('dev2')), ...(await boards3('dev2'))],
  };
  const rows: string[][] = [];
  const bulk: string[][] = [];
  for (const [name, pages] of Object.entries(sets)) {
    const read: ReadBoard[] = [];
    for (const page of pages) {
      read.push({
        ...page,
        reading: await readPage(page.path, models, { alternatives: 10, findRotation: true }),
      });
      note(`${name}: ${read.length} of ${pages.length} boards read`);
    }
    const { texts, selected, below } = scoreLookAlikes(read);
    const cells = [selected, below].flatMap(({ words, right }) => [String(words), share(right / words)]);
    rows.push([name, String(texts), ...cells]);
    for (const [list, { words, word, part, noText, right }] of Object.entries(scoreBulk(read)))
      bulk.push([`${name}: ${list}`, String(words), ...[word, part, noText, right].map(share)]);
  }
  printTable(['', 'texts', 'selected', 'right', 'below', 'right'], rows);
  print('\nWords that other actions change at once:');
  printTable(['', 'words', 'labelled words', 'parts or illegible', 'no text', 'read right'], bulk);
  print(definitions);
}
