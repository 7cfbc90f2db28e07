import type { LabelAction, PutWord, WordOrder } from './contract/label.ts';
import type { WordId, WordMark } from './contract/word.ts';
import { mapQuad, pointOnHundredth, type Quad } from './geometry.ts';
import { cutText, isRightToLeft } from './wordPieces.ts';
import { cutQuad, joinQuads } from './wordShapes.ts';

/** A word as an edit changes it, in the label editor and by a command. */
export interface EditedWord {
  readonly id: WordId;
  readonly quad: Quad;
  readonly text: string;
  readonly mark: WordMark;
  /** A person confirmed its text or mark. */
  readonly isConfirmed: boolean;
}

/**
 * Splits a word in two. The piece with the first letters comes first and keeps the id. If `texts` says which letters each
 * piece gets, both are confirmed if the word was; otherwise neither is.
 *
 * @param share position of the cut: 0 at the left end, 1 at the right end
 * @param texts texts of the left and the right piece as a person split them; by default the letters on each side of
 * the cut
 */
export function splitWord(
  word: EditedWord,
  newId: WordId,
  share: number,
  texts?: readonly [string, string],
): [PutWord, PutWord] {
  const [left, right] = cutQuad(word.quad, share);
  const [leftText, rightText] = texts ?? cutText(word.text, share);
  const isVouchedFor = texts !== undefined && word.isConfirmed;
  const piece = (id: WordId, quad: Quad, text: string): PutWord => ({
    word: id,
    quad: mapQuad(quad, pointOnHundredth),
    polygon: null,
    text,
    mark: 'text',
    confirmed: isVouchedFor && text !== '',
  });
  return isRightToLeft(word.text)
    ? [piece(word.id, right, rightText), piece(newId, left, leftText)]
    : [piece(word.id, left, leftText), piece(newId, right, rightText)];
}

/**
 * A reading order in which the pieces of a split word stand where it stood, in the order of the text. Their places on the photo do
 * not say it: a person may have reversed the line. The order of any other action stays as it is.
 */
export function withPieces(order: WordOrder, { title, put }: Pick<LabelAction, 'title' | 'put'>): WordOrder {
  if (title !== 'split') return order;
  const pieces = put.map(({ word }) => word);
  const [whole, ...others] = order.flat().filter((word) => pieces.includes(word));
  if (whole === undefined || others.length > 0) return order;
  return order.map((line) => line.flatMap((word) => (word === whole ? pieces : [word])));
}

/**
 * One word in place of several, with the id of the first and their texts joined; confirmed if all were. Null for fewer
 * than two.
 *
 * @param words in reading order
 */
export function mergeWords(words: readonly EditedWord[]): PutWord | null {
  const [first, ...others] = words;
  const quad = joinQuads(words.map((word) => word.quad));
  if (first === undefined || quad === null || others.length === 0) return null;
  const text = words.map((word) => word.text).join('');
  const confirmed = text !== '' && words.every((word) => word.isConfirmed && word.mark === 'text');
  return {
    word: first.id,
    quad: mapQuad(quad, pointOnHundredth),
    polygon: null,
    text,
    mark: 'text',
    confirmed,
  };
}
