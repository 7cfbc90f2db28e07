import type { LabelAction, PutWord } from '../../../shared/contract/label.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { WordId, WordMark } from '../../../shared/contract/word.ts';
import { isSameOutline, pointOnHundredth, quadSize, type Size } from '../../../shared/geometry.ts';
import { mergeWords as inOne, splitWord as inTwo } from '../../../shared/wordEdits.ts';
import { mapShape, translationWithin, type Shape } from '../geometry/shape.ts';
import {
  inReadingOrder,
  wordsOf,
  type EditorWord,
  type Labels,
  type Lines,
  type PlacedShape,
} from './labels.ts';

/** Offset of a copy from its original. Photo pixels. */
const copyOffset = 16;

/** An edit, and the words to select afterwards. */
export interface EditAndSelection {
  readonly edit: LabelAction;
  readonly select: readonly WordId[];
}

/** Gives words new shapes; undefined if none changes. */
export function reshape(
  labels: Labels,
  title: 'move' | 'resize' | 'rotate' | 'shape',
  shapes: readonly PlacedShape[],
): LabelAction | undefined {
  const put = shapes.flatMap(({ id, ...shape }) => {
    const word = labels.words.get(id);
    if (word === undefined) return [];
    const rounded = mapShape(shape, pointOnHundredth);
    return isSameShape(word, rounded) ? [] : [putOf({ ...word, ...rounded })];
  });
  return put.length === 0 ? undefined : { title, put, remove: [], order: null };
}

/** Ids that new words may get, in order. An edit that needs more of them is undefined. */
export type NewIds = readonly WordId[];

/** Adds a word without text to the nearest line. */
export function drawWord([word]: NewIds, shape: Shape): EditAndSelection | undefined {
  if (word === undefined) return undefined;
  const blank = { text: '', mark: 'text', confirmed: false } as const;
  const put = { word, ...mapShape(shape, pointOnHundredth), ...blank };
  return { edit: { title: 'draw', put: [put], remove: [], order: null }, select: [word] };
}

/** Adds a word of the same size after another, kept on the photo even at the end of a line. */
export function drawBeside(newIds: NewIds, { quad }: EditorWord, photo: Size): EditAndSelection | undefined {
  const map = translationWithin(quad, quadSize(quad).width * 1.15, 0, photo);
  return drawWord(newIds, mapShape({ quad, polygon: null }, map));
}

/** Adds copies of words with their text, slightly offset and kept on the photo. The copies are unconfirmed. */
export function pasteWords(
  newIds: NewIds,
  copied: readonly EditorWord[],
  photo: Size,
): EditAndSelection | undefined {
  const put = copied.flatMap((word, index): PutWord[] => {
    const id = newIds[index];
    if (id === undefined) return [];
    const moved = mapShape(word, translationWithin(word.quad, copyOffset, copyOffset, photo));
    const { text } = word;
    return [{ word: id, ...mapShape(moved, pointOnHundredth), text, mark: 'text', confirmed: false }];
  });
  if (put.length < copied.length) return undefined;
  return { edit: { title: 'paste', put, remove: [], order: null }, select: put.map(({ word }) => word) };
}

/** Splits a word in two (`shared/wordEdits.ts`). */
export function splitWord(
  [newId]: NewIds,
  word: EditorWord,
  share: number,
  texts?: readonly [string, string],
): EditAndSelection | undefined {
  if (newId === undefined) return undefined;
  const put = inTwo(word, newId, share, texts);
  return { edit: { title: 'split', put, remove: [], order: null }, select: put.map((piece) => piece.word) };
}

/** Merges several words into the first of them (`shared/wordEdits.ts`). Undefined for fewer than two. */
export function mergeWords(labels: Labels, ids: readonly WordId[]): EditAndSelection | undefined {
  const words = wordsOf(labels, inReadingOrder(labels, ids));
  const put = inOne(words);
  if (put === null) return undefined;
  const remove = words.flatMap(({ id }) => (id === put.word ? [] : [id]));
  return { edit: { title: 'merge', put: [put], remove, order: null }, select: [put.word] };
}

export function deleteWords(ids: readonly WordId[]): LabelAction | undefined {
  if (ids.length === 0) return undefined;
  return { title: 'delete', put: [], remove: [...ids], order: null };
}

/** Confirms a text; an empty text makes the word unconfirmed and empty. Undefined if nothing changes. */
export function confirmText(word: EditorWord, typed: string): LabelAction | undefined {
  const text = normalizeText(typed);
  const confirmed = text !== '';
  if (word.text === text && word.isConfirmed === confirmed && word.mark === 'text') return undefined;
  const title = word.text === text && word.mark === 'text' ? 'confirm' : 'text';
  return { title, put: [{ ...putOf(word), text, mark: 'text', confirmed }], remove: [], order: null };
}

/** Marks words. If all have the mark already, removes it; a text that a person typed is then confirmed again. */
export function markWords(
  labels: Labels,
  ids: readonly WordId[],
  mark: Exclude<WordMark, 'text'>,
): LabelAction | undefined {
  const words = wordsOf(labels, ids);
  if (words.length === 0) return undefined;
  const isTakenAway = words.every((word) => word.mark === mark);
  const put = words.map((word) => ({
    ...putOf(word),
    mark: isTakenAway ? ('text' as const) : mark,
    confirmed: !isTakenAway || (word.madeBy?.kind === 'person' && word.text !== ''),
  }));
  return { title: 'mark', put, remove: [], order: null };
}

export function reorder(labels: Labels, lines: Lines): LabelAction | undefined {
  if (JSON.stringify(lines) === JSON.stringify(labels.lines)) return undefined;
  return { title: 'order', put: [], remove: [], order: lines.map((line) => [...line]) };
}

function putOf({ id, quad, polygon, text, mark, isConfirmed }: EditorWord): PutWord {
  return { word: id, quad, polygon, text, mark, confirmed: isConfirmed };
}

function isSameShape(a: Shape, b: Shape): boolean {
  return isSameOutline(a.quad, b.quad) && isSameOutline(a.polygon, b.polygon);
}
