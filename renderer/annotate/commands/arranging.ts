import { boxOfQuad, quadOfBox, type Box } from '../../../shared/geometry.ts';
import type { LabelEditor } from '../LabelEditor.ts';
import { stretch } from '../geometry/handles.ts';
import { shareAlong, translationWithin } from '../geometry/shape.ts';
import { centreOf, rotation } from '../../../shared/wordShapes.ts';
import {
  deleteWords,
  drawBeside,
  drawWord,
  mergeWords,
  pasteWords,
  reorder,
  splitWord,
} from '../model/edits.ts';
import { drawnOn, wordsOf, type EditorWord } from '../model/labels.ts';
import {
  breakLine,
  gatherLine,
  moveBlock,
  moveLine,
  moveWord,
  sortLines,
  type OrderStep,
} from '../model/order.ts';
import { shareOfCaret } from '../../../shared/wordPieces.ts';
import { textOfWords } from '../../../shared/page/page.ts';
import { readAgain, stepToUndo, undoStep, wouldOverwrite } from './transcribing.ts';

/** Size of a new word if no word is selected. CSS pixels. */
const newWidth = 120;
const newHeight = 40;

/** Splits the current word at the caret of its field. */
export function splitAtCaret(editor: LabelEditor, caret: number): void {
  const inHand = editor.wordInHand;
  if (inHand === null || wouldOverwrite(editor, inHand)) return;
  const { word, text } = inHand;
  const share = Math.min(Math.max(shareOfCaret(text, caret), 0.05), 0.95);
  const isConfirmed = word.isConfirmed && word.text === text;
  const pieces = [text.slice(0, caret), text.slice(caret)] as const;
  const split = splitWord(editor.wordIds.free, { ...word, text, isConfirmed }, share, pieces);
  if (!editor.perform(split && { ...split, select: [word.id] })) return;
  editor.session.type(word.id, null);
  void readAgain(editor, editor.session.selection);
}

/** Restores a word that was deleted elsewhere, in its old place, with the typed text as an unconfirmed draft. */
export function restore(editor: LabelEditor, word: EditorWord): void {
  const { drafts, type } = editor.session;
  const draft = drafts.get(word.id);
  const drawn = drawWord(editor.wordIds.free, word);
  if (!editor.perform(drawn)) return;
  type(word.id, null);
  const [made] = editor.session.selection;
  if (made !== undefined && draft !== undefined) type(made, draft.text);
  editor.labelling.callField();
}

/** Splits the word under the pointer at the pointer; without one, splits the current word in the middle. */
export function splitAtPointer(editor: LabelEditor): void {
  const { pointing, hovered } = editor.hand;
  const { labels } = editor.session;
  const under = hovered === null ? undefined : labels.words.get(hovered);
  const word = under ?? editor.wordInHand?.word;
  if (word === undefined) return;
  const share = under === undefined || pointing === null ? 0.5 : shareAlong(word.quad, pointing.at);
  editor.perform(splitWord(editor.wordIds.free, word, share));
}

export function merge(editor: LabelEditor): void {
  const { labels, selection, act } = editor.session;
  const merged = mergeWords(labels, selection);
  if (merged === undefined) editor.labelling.say('Select two or more words to merge.');
  else act(merged.edit, merged.select);
}

export function remove(editor: LabelEditor): void {
  const { selection, act } = editor.session;
  act(deleteWords(selection), []);
  if (selection.length > 0) editor.labelling.say('Deleted. Press Ctrl+Z to undo.');
}

/**
 * Undoes the last action: what was done to many words at once if no edit followed it, a rotation of the photo, otherwise the last
 * edit.
 */
export function undo(editor: LabelEditor): void {
  editor.hand.endNudging();
  if (isFromElsewhere(editor)) {
    editor.toasts.undo();
    return;
  }
  const step = stepToUndo(editor.labelling, editor.session);
  if (step !== null) {
    void undoStep(editor, step);
    return;
  }
  const { id, turned, undo: undoEdit } = editor.session;
  if (id !== null && turned !== 0) editor.window.rotatePhotosBack([id], turned);
  else undoEdit();
}

/** Whether the window's latest undo is of the last edit of this photo, or was made here after the last edit. */
function isFromElsewhere({ session, toasts, undosBefore }: LabelEditor): boolean {
  const latest = toasts.undos.at(-1);
  if (latest?.edits === undefined || session.unsaved > 0) return false;
  const { photo } = session;
  const isOfPhoto = latest.edits.some((edit) => edit.photo === photo?.id && edit.revision === photo.revision);
  return isOfPhoto || !undosBefore.has(latest);
}

export function copy(editor: LabelEditor): void {
  const { labels, selection } = editor.session;
  const words = wordsOf(labels, selection);
  if (words.length === 0) return;
  editor.labelling.copy(words);
  // The clipboard is for other programs: inside the editor, paste uses the editor's own copy.
  void editor.window.writeClipboard(textOfWords(words)).catch(() => undefined);
}

export function paste(editor: LabelEditor): void {
  void putCopies(editor, editor.labelling.copied);
}

export function duplicate(editor: LabelEditor): void {
  const { labels, selection } = editor.session;
  void putCopies(editor, wordsOf(labels, selection));
}

async function putCopies(editor: LabelEditor, words: readonly EditorWord[]): Promise<void> {
  if (words.length === 0) return;
  const { id } = editor.session;
  // Many copies may need more ids than the window has leased ahead.
  if (words.length > editor.wordIds.free.length) await editor.wordIds.reserve(words.length);
  if (editor.session.id === id) editor.perform(pasteWords(editor.wordIds.free, words, editor.view.photo));
}

/** Adds a box after the current word, or in the middle of the visible part: for use without a mouse. */
export function addWord(editor: LabelEditor): void {
  const { toPhoto, stage, view, photo } = editor.view;
  const beside = editor.wordInHand?.word;
  const [x, y] = toPhoto([stage.width / 2, stage.height / 2]);
  const [width, height] = [newWidth / view.scale, newHeight / view.scale];
  const box: Box = [x - width / 2, y - height / 2, width, height];
  const drawn =
    beside === undefined
      ? drawWord(editor.wordIds.free, { quad: drawnOn(editor.session.labels, quadOfBox(box)), polygon: null })
      : drawBeside(editor.wordIds.free, beside, photo);
  editor.perform(drawn);
}

/** Moves the selected words, in photo pixels; they stay on the photo. */
export function nudge(editor: LabelEditor, dx: number, dy: number): void {
  const { photo } = editor.view;
  editor.hand.nudge('move', ({ quad }) => translationWithin(quad, dx, dy, photo));
}

/** Moves the right and the lower side of the selected words, in photo pixels. */
export function widen(editor: LabelEditor, dx: number, dy: number): void {
  editor.hand.nudge('resize', ({ quad }) => {
    const [, , bottomRight] = quad;
    const handle = { kind: 'side', along: dx === 0 ? 0 : 1, across: dy === 0 ? 0 : 1 } as const;
    return stretch(quad, handle, [bottomRight[0] + dx, bottomRight[1] + dy]);
  });
}

/** Rotates the selected words, in degrees clockwise. */
export function turn(editor: LabelEditor, degrees: number): void {
  editor.hand.nudge('rotate', ({ quad }) => rotation((degrees * Math.PI) / 180, centreOf(quad)));
}

export function moveInOrder(editor: LabelEditor, step: OrderStep): void {
  const { labels, act } = editor.session;
  const word = editor.wordInHand?.word;
  if (word !== undefined) act(reorder(labels, moveWord(labels.lines, word.id, step)));
}

export function moveWholeLine(editor: LabelEditor, step: 'line-up' | 'line-down'): void {
  const { labels, act } = editor.session;
  const word = editor.wordInHand?.word;
  if (word !== undefined) act(reorder(labels, moveLine(labels.lines, word.id, step)));
}

/** Moves the block of the word, or the lines of the selected words. */
export function moveWholeBlock(editor: LabelEditor, step: 'up' | 'down'): void {
  const { labels, selection, act } = editor.session;
  const moved = moveBlock(labels, selection, step);
  const isMoved = moved !== labels.lines;
  if (isMoved) act(reorder(labels, moved));
  editor.labelling.say(
    isMoved ? 'Moved. Press Ctrl+Z to undo.' : `There is nothing ${step === 'up' ? 'above' : 'below'}.`,
  );
}

/** One word: starts a new line there, or joins its line to the one before. Several words: makes them one line. */
export function changeLine(editor: LabelEditor): void {
  const { labels, selection, act } = editor.session;
  const [first, ...others] = selection;
  if (first === undefined) return;
  const lines = others.length === 0 ? breakLine(labels.lines, first) : gatherLine(labels.lines, selection);
  act(reorder(labels, lines));
}

/** Sets the reading order of the whole photo from the positions of its words. */
export function sortAll(editor: LabelEditor): void {
  const { labels, act } = editor.session;
  act(reorder(labels, sortLines(labels)));
  editor.labelling.say('Words sorted into lines and columns. Press Ctrl+Z to undo.');
}

export function zoomToWord(editor: LabelEditor): void {
  const word = editor.wordInHand?.word;
  if (word !== undefined) editor.view.zoomToBox(boxOfQuad(word.quad));
}
