import type { LabelAction, LabelsChanged, PhotoLabels } from '../../../shared/contract/label.ts';
import type { Word, WordId } from '../../../shared/contract/word.ts';
import { boxOfQuad, facedAs, type Quad } from '../../../shared/geometry.ts';
import { fittedOrder } from '../../../shared/page/readingOrder.ts';
import { linesOfWords } from '../../../shared/page/page.ts';
import { withPieces } from '../../../shared/wordEdits.ts';
import { wordStateOf, type WordState } from '../../common/word/wordState.ts';
import type { Shape } from '../geometry/shape.ts';

export interface PlacedShape extends Shape {
  readonly id: WordId;
}

export interface EditorWord extends PlacedShape, WordState {}

export type Lines = readonly (readonly WordId[])[];

/** The words of one photo in the editor. Immutable: an action returns a new value. */
export interface Labels {
  readonly words: ReadonlyMap<WordId, EditorWord>;
  /** In reading order; every word once, no line empty. */
  readonly lines: Lines;
}

/** A rectangle that is drawn on a photo: of writing in a mirror where the photo's words are. */
export function drawnOn({ words }: Labels, rectangle: Quad): Quad {
  const [first] = words.values();
  return first === undefined ? rectangle : facedAs(first.quad, rectangle);
}

export const noLabels: Labels = { words: new Map(), lines: [] };

export function labelsOf({ words }: Pick<PhotoLabels, 'words'>): Labels {
  const lines = linesOfWords(words);
  return {
    words: new Map(lines.flat().map((word) => [word.id, editorWord(word)])),
    lines: lines.map((line) => line.map(({ id }) => id)),
  };
}

/** Applies a change that the host reports. */
export function applyChanged(labels: Labels, { put, removed, order }: LabelsChanged): Labels {
  const words = new Map(labels.words);
  for (const id of removed) words.delete(id);
  for (const word of put) words.set(word.id, editorWord(word));
  return { words, lines: order };
}

/** Applies an action before the host has answered it. */
export function applyAction(labels: Labels, action: LabelAction, now: string): Labels {
  const { put, remove, order } = action;
  const words = new Map(labels.words);
  for (const id of remove) words.delete(id);
  for (const { word: id, confirmed: isConfirmed, ...state } of put) {
    const before = words.get(id);
    const word: EditorWord = {
      ...state,
      id,
      isConfirmed,
      confidence: isConfirmed ? 1 : (before?.confidence ?? 0),
      alternatives: before?.alternatives ?? [],
      madeBy: before?.text === state.text ? before.madeBy : { kind: 'person' },
      changedAt: now,
      changedBy: null,
    };
    words.set(id, word);
  }
  const boxes = new Map(Array.from(words, ([id, { quad }]) => [id, boxOfQuad(quad)]));
  return { words, lines: order ?? fittedOrder(withPieces(labels.lines, action), boxes) };
}

export function shapesOf({ words }: Labels, ids: readonly WordId[]): PlacedShape[] {
  return wordsOf({ words }, ids).map(({ id, quad, polygon }) => ({ id, quad, polygon }));
}

export function wordsOf({ words }: Pick<Labels, 'words'>, ids: readonly WordId[]): EditorWord[] {
  return ids.map((id) => words.get(id)).filter((word) => word !== undefined);
}

export function inReadingOrder({ lines }: Labels, ids: readonly WordId[]): WordId[] {
  const wanted = new Set(ids);
  return lines.flat().filter((id) => wanted.has(id));
}

function editorWord(word: Word): EditorWord {
  const { id, quad, polygon } = word;
  return { id, quad, polygon, ...wordStateOf(word) };
}
