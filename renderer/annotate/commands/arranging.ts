import { boxOfQuad, quadOfBox, type Box } from '../../../shared/geometry.ts';
import { editor, hand, labelling, sayIdsMissing, stageView, wordIds } from '../stores.ts';
import { writeClipboard } from '../../state/copyText.ts';
import { turnPhotosBack } from '../../common/turning.ts';
import { shareAlong } from '../geometry/cut.ts';
import { stretch } from '../geometry/handles.ts';
import { centreOf, rotation, translationWithin } from '../geometry/shape.ts';
import {
  deleteWords,
  drawBeside,
  drawWord,
  mergeWords,
  pasteWords,
  reorder,
  splitWord,
  type EditAndSelection,
} from '../model/edits.ts';
import { wordsOf, type EditorWord } from '../model/labels.ts';
import { breakLine, gatherLine, moveLine, moveWord, sortLines, type OrderStep } from '../model/lines.ts';
import { shareOfCaret } from '../model/pieces.ts';
import { readAgain, wordInHand, wouldOverwrite } from './transcribing.ts';

/** Size of a new word if no word is selected. CSS pixels. */
const newWidth = 120;
const newHeight = 40;

/** Splits the current word at the caret of its field. */
export function splitAtCaret(caret: number): void {
  const inHand = wordInHand();
  if (inHand === null || wouldOverwrite(inHand)) return;
  const { word, text } = inHand;
  const share = Math.min(Math.max(shareOfCaret(text, caret), 0.05), 0.95);
  editor.getState().type(word.id, null);
  const isConfirmed = word.isConfirmed && word.text === text;
  const pieces = [text.slice(0, caret), text.slice(caret)] as const;
  const split = splitWord(wordIds.free, { ...word, text, isConfirmed }, share, pieces);
  if (!perform(split && { ...split, select: [word.id] })) return;
  void readAgain(editor.getState().selection);
}

/** Restores a word that was deleted elsewhere, in its old place, with the typed text as an unconfirmed draft. */
export function putBack(word: EditorWord): void {
  const { drafts, type } = editor.getState();
  const draft = drafts.get(word.id);
  const drawn = drawWord(wordIds.free, word);
  if (!perform(drawn)) return;
  type(word.id, null);
  const [made] = editor.getState().selection;
  if (made !== undefined && draft !== undefined) type(made, draft.text);
  labelling.getState().callField();
}

/** Splits the word under the pointer at the pointer; without one, splits the current word in the middle. */
export function splitAtPointer(): void {
  const { pointing, hovered } = hand.getState();
  const { labels } = editor.getState();
  const under = hovered === null ? undefined : labels.words.get(hovered);
  const word = under ?? wordInHand()?.word;
  if (word === undefined) return;
  const share = under === undefined || pointing === null ? 0.5 : shareAlong(word.quad, pointing.at);
  perform(splitWord(wordIds.free, word, share));
}

export function merge(): void {
  const { labels, selection, act } = editor.getState();
  const merged = mergeWords(labels, selection);
  if (merged === undefined) labelling.getState().say('Select two or more words to merge.');
  else act(merged.edit, merged.select);
}

export function remove(): void {
  const { selection, act } = editor.getState();
  act(deleteWords(selection), []);
  if (selection.length > 0) labelling.getState().say('Deleted. Press Ctrl+Z to undo.');
}

/** Undoes the last action: a rotation of the photo if no edit followed it, otherwise the last edit. */
export function undo(): void {
  hand.getState().endNudging();
  const { id, turned, undo: undoEdit } = editor.getState();
  if (id !== null && turned !== 0) turnPhotosBack([id], turned);
  else undoEdit();
}

export function copy(): void {
  const { labels, selection } = editor.getState();
  const words = wordsOf(labels, selection);
  if (words.length === 0) return;
  labelling.getState().copy(words);
  // The clipboard is for other programs: inside the editor, paste uses the editor's own copy.
  void writeClipboard(words.map(({ text }) => text).join(' ')).catch(() => undefined);
}

export function paste(): void {
  void putCopies(labelling.getState().copied);
}

export function duplicate(): void {
  const { labels, selection } = editor.getState();
  void putCopies(wordsOf(labels, selection));
}

async function putCopies(words: readonly EditorWord[]): Promise<void> {
  if (words.length === 0) return;
  const { id } = editor.getState();
  // Many copies may need more ids than the window has leased ahead.
  if (words.length > wordIds.free.length) await wordIds.reserve(words.length);
  if (editor.getState().id === id) perform(pasteWords(wordIds.free, words, stageView.getState().photo));
}

/** Performs an edit that creates a word, and selects its words. Returns whether an id for the new word was left. */
function perform(edited: EditAndSelection | undefined): boolean {
  if (edited === undefined) sayIdsMissing();
  else editor.getState().act(edited.edit, edited.select);
  return edited !== undefined;
}

/** Adds a box after the current word, or in the middle of the visible part: for use without a mouse. */
export function addWord(): void {
  const { toPhoto, stage, view, photo } = stageView.getState();
  const beside = wordInHand()?.word;
  const [x, y] = toPhoto([stage.width / 2, stage.height / 2]);
  const [width, height] = [newWidth / view.scale, newHeight / view.scale];
  const box: Box = [x - width / 2, y - height / 2, width, height];
  const drawn =
    beside === undefined
      ? drawWord(wordIds.free, { quad: quadOfBox(box), polygon: null })
      : drawBeside(wordIds.free, beside, photo);
  perform(drawn);
}

/** Moves the selected words, in photo pixels; they stay on the photo. */
export function nudge(dx: number, dy: number): void {
  const { photo } = stageView.getState();
  hand.getState().nudge('move', ({ quad }) => translationWithin(quad, dx, dy, photo));
}

/** Moves the right and the lower side of the selected words, in photo pixels. */
export function widen(dx: number, dy: number): void {
  hand.getState().nudge('resize', ({ quad }) => {
    const [, , bottomRight] = quad;
    const handle = { kind: 'side', along: dx === 0 ? 0 : 1, across: dy === 0 ? 0 : 1 } as const;
    return stretch(quad, handle, [bottomRight[0] + dx, bottomRight[1] + dy]);
  });
}

/** Rotates the selected words, in degrees clockwise. */
export function turn(degrees: number): void {
  hand.getState().nudge('rotate', ({ quad }) => rotation((degrees * Math.PI) / 180, centreOf(quad)));
}

export function moveInOrder(step: OrderStep): void {
  const { labels, act } = editor.getState();
  const word = wordInHand()?.word;
  if (word !== undefined) act(reorder(labels, moveWord(labels.lines, word.id, step)));
}

export function moveWholeLine(step: 'line-up' | 'line-down'): void {
  const { labels, act } = editor.getState();
  const word = wordInHand()?.word;
  if (word !== undefined) act(reorder(labels, moveLine(labels.lines, word.id, step)));
}

/** One word: starts a new line there, or joins its line to the one before. Several words: makes them one line. */
export function changeLine(): void {
  const { labels, selection, act } = editor.getState();
  const [first, ...others] = selection;
  if (first === undefined) return;
  const lines = others.length === 0 ? breakLine(labels.lines, first) : gatherLine(labels.lines, selection);
  act(reorder(labels, lines));
}

/** Sets the reading order of the whole photo from the positions of its words. */
export function sortAll(): void {
  const { labels, act } = editor.getState();
  act(reorder(labels, sortLines(labels)));
  labelling.getState().say('Words sorted into lines and columns. Press Ctrl+Z to undo.');
}

export function zoomToWord(): void {
  const word = wordInHand()?.word;
  if (word !== undefined) stageView.getState().zoomToBox(boxOfQuad(word.quad));
}
