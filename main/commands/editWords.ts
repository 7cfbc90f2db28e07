import type { LabelAction, PutWord } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { intersectionOverUnion, quadOfBox, type Box } from '../../shared/geometry.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { linesOfWords } from '../../shared/page/page.ts';
import type { Services } from '../services.ts';
import { photoNamed } from './choosePhotos.ts';
import type { LabelRow, ReadRow } from './labelTable.ts';

/** Edits of words by commands: one edit for each photo, which `inkdex label undo` reverts. */

/** The whole state of a word, confirmed, with some of it changed. */
function confirmedWord({ id, quad, polygon, text, mark }: Word, changes: Partial<PutWord>): PutWord {
  return { word: id, quad, polygon, text, mark, confirmed: true, ...changes };
}

type Change = Pick<LabelAction, 'title'> & Partial<Pick<LabelAction, 'put' | 'remove' | 'order'>>;

/** @throws InkdexError `conflict`, `not-found`, `library-busy` */
export function editPhoto(
  labels: Services['labels'],
  photo: PhotoId,
  { title, put = [], remove = [], order = null }: Change,
): void {
  const { revision } = labels.calls.getLabels({ photo });
  labels.calls.editLabels({ photo, revision, action: { title, put, remove, order } });
}

/** The reading order of a photo's words, as an action has it. */
export function linesOf(words: readonly Word[]): WordId[][] {
  return linesOfWords(words).map((line) => line.map(({ id }) => id));
}

/** Changes words of any photos. Returns them as they are afterwards. */
export function changeWords(
  labels: Services['labels'],
  ids: readonly WordId[],
  title: LabelAction['title'],
  change: Partial<PutWord>,
): Word[] {
  for (const [photo, words] of Map.groupBy(labels.wordsWithIds(ids), (word) => word.photo)) {
    editPhoto(labels, photo, { title, put: words.map((word) => confirmedWord(word, change)) });
  }
  return labels.wordsWithIds(ids);
}

export function addWord(labels: Services['labels'], photo: PhotoId, box: Box, text: string): Word[] {
  const { from: word } = labels.calls.leaseWordIds({ count: 1 });
  const put = { word, quad: quadOfBox(box), polygon: null, text, mark: 'text', confirmed: true } as const;
  editPhoto(labels, photo, { title: 'draw', put: [put] });
  return labels.wordsWithIds([word]);
}

/** Less than this, and a box is of another word. */
const leastOverlap = 0.5;

export interface Labelled {
  /** Existing words that were confirmed or corrected. */
  readonly words: number;
  /** Words that were added, where no box was. */
  readonly added: number;
  readonly failed: readonly { readonly line: number; readonly error: Failure }[];
}

/**
 * Labels the words of a table. A row without the id of a word is for the word whose box is most like its own, or for a new
 * word if none is.
 */
export function labelRows({ labels, library }: Services, rows: readonly ReadRow[]): Labelled {
  const failed: { line: number; error: Failure }[] = [];
  const byPhoto = new Map<PhotoId, { line: number; row: LabelRow }[]>();
  for (const read of rows) {
    if (read.problem !== null) {
      failed.push({ line: read.line, error: { code: 'data-invalid', message: read.problem } });
      continue;
    }
    try {
      const photo = photoOf({ labels, library }, read.row);
      byPhoto.set(photo, [...(byPhoto.get(photo) ?? []), read]);
    } catch (thrown) {
      failed.push({ line: read.line, error: failureOf(thrown) });
    }
  }
  let [words, added] = [0, 0];
  for (const [photo, own] of byPhoto) {
    const put = putRows(
      labels,
      photo,
      own.map(({ row }) => row),
    );
    try {
      editPhoto(labels, photo, { title: 'text', put: put.words });
      added += put.added;
      words += put.words.length - put.added;
    } catch (thrown) {
      failed.push(...own.map(({ line }) => ({ line, error: failureOf(thrown) })));
    }
  }
  return { words, added, failed };
}

function photoOf({ labels, library }: Pick<Services, 'labels' | 'library'>, row: LabelRow): PhotoId {
  if ('photo' in row) return photoNamed(library, row.photo);
  const [word] = labels.wordsWithIds([row.word]);
  if (word === undefined) throw new Error('wordsWithIds returns a word for each id');
  return word.photo;
}

function putRows(
  labels: Services['labels'],
  photo: PhotoId,
  rows: readonly LabelRow[],
): { readonly words: PutWord[]; readonly added: number } {
  const words = new Map(labels.calls.getLabels({ photo }).words.map((word) => [word.id, word]));
  // A later row of the same word is the one that counts.
  const put = new Map<WordId, PutWord>();
  let added = 0;
  for (const row of rows) {
    const word = 'word' in row ? words.get(row.word) : wordAt([...words.values()], boxOf(row), put);
    if (word !== undefined) {
      put.set(word.id, confirmedWord(word, { text: row.text, mark: row.mark }));
    } else if (!('word' in row)) {
      const { from } = labels.calls.leaseWordIds({ count: 1 });
      const { text, mark } = row;
      put.set(from, { word: from, quad: quadOfBox(boxOf(row)), polygon: null, text, mark, confirmed: true });
      added += 1;
    }
  }
  return { words: [...put.values()], added };
}

function boxOf({ x, y, width, height }: Extract<LabelRow, { photo: string }>): Box {
  return [x, y, width, height];
}

function wordAt(words: readonly Word[], box: Box, taken: ReadonlyMap<WordId, unknown>): Word | undefined {
  const [best] = words
    .filter(({ id }) => !taken.has(id))
    .map((word) => ({ word, overlap: intersectionOverUnion(word.box, box) }))
    .filter(({ overlap }) => overlap >= leastOverlap)
    .toSorted((a, b) => b.overlap - a.overlap);
  return best?.word;
}
