import { zoomStep } from '../../ui/viewport.ts';
import { digitWithAlt } from '../../ui/keyboard.ts';
import type { LabelEditor } from '../LabelEditor.ts';
import type { Sequence } from '../model/order.ts';
import type { ToolName } from '../tools/tools.ts';
import * as arranging from './arranging.ts';
import * as transcribing from './transcribing.ts';

type Command = (editor: LabelEditor, event: KeyboardEvent) => unknown;

/** Maps keys to commands. */
type Keys = Readonly<Record<string, Command>>;

/** A command with fixed arguments, as the value of a key. */
function call<Args extends unknown[]>(
  command: (editor: LabelEditor, ...args: Args) => unknown,
  ...args: Args
): Command {
  return (editor) => command(editor, ...args);
}

/** How far an arrow key pans if nothing is selected. CSS pixels. */
const panStep = 64;

function take({ hand }: LabelEditor, tool: ToolName): void {
  hand.take(tool);
}

function callField({ labelling }: LabelEditor): void {
  labelling.callField();
}

function zoomBy({ view }: LabelEditor, factor: number): void {
  view.zoomBy(factor);
}

function switchSequence({ labelling }: LabelEditor): void {
  const other: Sequence = labelling.sequence === 'reading' ? 'confidence' : 'reading';
  labelling.goBy(other);
}

function redo({ session }: LabelEditor): void {
  session.redo();
}

function readSelectionAgain(editor: LabelEditor): void {
  void transcribing.readAgain(editor, editor.session.selection);
}

const commandKeys: Keys = {
  v: call(take, 'select'),
  d: call(take, 'draw'),
  p: call(take, 'outline'),
  r: call(take, 'rotate'),
  h: call(take, 'pan'),
  c: call(take, 'split'),
  s: arranging.splitAtPointer,
  m: arranging.merge,
  n: arranging.addWord,
  l: (editor, { shiftKey }) => {
    if (shiftKey) arranging.sortAll(editor);
    else arranging.changeLine(editor);
  },
  i: call(transcribing.mark, 'illegible'),
  x: call(transcribing.mark, 'not-text'),
  g: (editor, { shiftKey }) => {
    if (shiftKey) void transcribing.findAgain(editor);
    else readSelectionAgain(editor);
  },
  t: callField,
  F2: callField,
  b: ({ labelling }) => {
    labelling.toggleBoxes();
  },
  o: switchSequence,
  j: call(transcribing.goTo, 1),
  k: call(transcribing.goTo, -1),
  z: arranging.zoomToWord,
  f: ({ view }) => {
    view.fit();
  },
  '+': call(zoomBy, zoomStep),
  '=': call(zoomBy, zoomStep),
  '-': call(zoomBy, 1 / zoomStep),
  ',': call(arranging.turn, -1),
  '.': call(arranging.turn, 1),
  '<': call(arranging.turn, -15),
  '>': call(arranging.turn, 15),
  Delete: arranging.remove,
  Backspace: arranging.remove,
  Enter: (editor) => {
    if (!editor.hand.finish()) transcribing.confirmAndNext(editor);
  },
};

const historyKeys: Keys = {
  z: (editor, { shiftKey }) => {
    if (shiftKey) redo(editor);
    else arranging.undo(editor);
  },
  y: redo,
};

const controlKeys: Keys = {
  ...historyKeys,
  a: ({ session: { labels, select } }) => {
    select(labels.lines.flat());
  },
  c: arranging.copy,
  v: arranging.paste,
  d: arranging.duplicate,
};

const orderKeys: Keys = {
  ArrowLeft: call(arranging.moveInOrder, 'earlier'),
  ArrowRight: call(arranging.moveInOrder, 'later'),
  ArrowUp: call(arranging.moveInOrder, 'line-up'),
  ArrowDown: call(arranging.moveInOrder, 'line-down'),
  PageUp: call(arranging.moveWholeLine, 'line-up'),
  PageDown: call(arranging.moveWholeLine, 'line-down'),
  Home: call(arranging.moveWholeBlock, 'up'),
  End: call(arranging.moveWholeBlock, 'down'),
};

const nudgeKeys: ReadonlySet<string> = new Set([
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
  ...[',', '.', '<', '>', 'Shift', 'Control', 'Meta'],
]);

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Handles keys while the photo, the list or a button has the focus. Returns whether the key was handled. */
export function takeCommandKey(editor: LabelEditor, event: KeyboardEvent): boolean {
  const { key, target } = event;
  if (key === 'Escape') return escape(editor);
  if (!nudgeKeys.has(key)) editor.hand.endNudging();
  if ((key === 'Enter' || key === ' ') && isInside(target, 'button, a, select, summary')) return false;
  if (key in arrows) return !isInside(target, '[role=listbox]') && takeArrow(editor, event);
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    const isTextSelected = (getSelection()?.toString() ?? '') !== '';
    if (key.toLowerCase() === 'c' && isTextSelected) return false;
    return run(controlKeys, key.toLowerCase(), editor, event);
  }
  if (/^[1-9]$/u.test(key)) return transcribing.choose(editor, Number(key));
  return run(commandKeys, key, editor, event) || run(commandKeys, key.toLowerCase(), editor, event);
}

/** Handles keys while the text field has the focus: plain keys type text, so commands need Alt. */
export function takeFieldKey(editor: LabelEditor, event: KeyboardEvent, field: HTMLInputElement): boolean {
  if (event.isComposing) return false;
  editor.hand.endNudging();
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) {
    // The field undoes its own typing first.
    const { wordInHand: inHand } = editor;
    const isTyped = inHand !== null && inHand.text !== inHand.word.text;
    return !isTyped && run(historyKeys, key.toLowerCase(), editor, event);
  }
  if (event.altKey) return takeAltKey(editor, event, field);
  if (key === 'Enter') transcribing.confirmAndNext(editor);
  else if (key === 'Tab' && shiftKey) transcribing.goTo(editor, -1);
  else if (key === 'Tab') transcribing.goToNext(editor);
  else if (key === 'Escape') document.getElementById('annotate-stage')?.focus();
  else return false;
  return true;
}

function takeAltKey(editor: LabelEditor, event: KeyboardEvent, field: HTMLInputElement): boolean {
  const reading = digitWithAlt(event);
  if (reading !== null) return transcribing.choose(editor, reading);
  const caret = field.selectionStart ?? 0;
  const isAllSelected = caret === 0 && field.selectionEnd === field.value.length;
  const keys: Keys = {
    KeyS: call(arranging.splitAtCaret, isAllSelected ? Math.ceil(field.value.length / 2) : caret),
    KeyI: call(transcribing.mark, 'illegible'),
    KeyX: call(transcribing.mark, 'not-text'),
    KeyG: readSelectionAgain,
    KeyZ: arranging.zoomToWord,
  };
  return run(keys, event.code, editor, event) || takeOrderKey(editor, event);
}

/** Moves the selected words by 1 px, with Shift by 10 px; with Ctrl, only their right and lower sides. */
function takeArrow(editor: LabelEditor, event: KeyboardEvent): boolean {
  const [x, y] = arrows[event.key] ?? [0, 0];
  if (event.altKey) return takeOrderKey(editor, event);
  const step = event.shiftKey ? 10 : 1;
  if (editor.session.selection.length === 0) editor.view.pan(-x * panStep, -y * panStep);
  else if (event.ctrlKey || event.metaKey) arranging.widen(editor, x * step, y * step);
  else arranging.nudge(editor, x * step, y * step);
  return true;
}

/** Handles Alt+Shift keys, which change the word's place in the reading order. */
export function takeOrderKey(editor: LabelEditor, event: KeyboardEvent): boolean {
  return event.altKey && event.shiftKey && run(orderKeys, event.key, editor, event);
}

/** Cancels the gesture first, then returns to the select tool, then clears the selection. */
function escape({ hand, session }: LabelEditor): boolean {
  if (hand.cancel()) return true;
  if (hand.tool !== 'select') hand.take('select');
  else if (session.selection.length > 0) session.select([]);
  else return false;
  return true;
}

function run(keys: Keys, key: string, editor: LabelEditor, event: KeyboardEvent): boolean {
  const command = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (command === undefined) return false;
  command(editor, event);
  return true;
}

function isInside(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
