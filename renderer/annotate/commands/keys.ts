import { editor, hand, labelling, stageView } from '../stores.ts';
import { zoomStep } from '../../ui/viewport.ts';
import type { ToolName } from '../tools/tools.ts';
import * as arranging from './arranging.ts';
import * as transcribing from './transcribing.ts';

/** Maps keys to commands. */
type Keys = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

/** How far an arrow key pans if nothing is selected. CSS pixels. */
const panStep = 64;

const tool = (name: ToolName) => () => {
  hand.getState().take(name);
};

const commandKeys: Keys = {
  v: tool('select'),
  d: tool('draw'),
  p: tool('outline'),
  r: tool('rotate'),
  h: tool('pan'),
  c: tool('split'),
  s: arranging.splitAtPointer,
  m: arranging.merge,
  n: arranging.addWord,
  l: ({ shiftKey }) => {
    if (shiftKey) arranging.sortAll();
    else arranging.changeLine();
  },
  i: () => {
    transcribing.mark('illegible');
  },
  x: () => {
    transcribing.mark('not-text');
  },
  g: ({ shiftKey }) => {
    void (shiftKey ? transcribing.findAgain() : transcribing.readAgain(editor.getState().selection));
  },
  t: () => {
    labelling.getState().callField();
  },
  F2: () => {
    labelling.getState().callField();
  },
  b: () => {
    labelling.getState().toggleBoxes();
  },
  o: () => {
    const { sequence, goBy } = labelling.getState();
    goBy(sequence === 'reading' ? 'doubt' : 'reading');
  },
  j: () => {
    transcribing.goTo(1);
  },
  k: () => {
    transcribing.goTo(-1);
  },
  z: arranging.zoomToWord,
  f: () => {
    stageView.getState().fit();
  },
  '+': () => {
    stageView.getState().zoomBy(zoomStep);
  },
  '=': () => {
    stageView.getState().zoomBy(zoomStep);
  },
  '-': () => {
    stageView.getState().zoomBy(1 / zoomStep);
  },
  ',': () => {
    arranging.turn(-1);
  },
  '.': () => {
    arranging.turn(1);
  },
  '<': () => {
    arranging.turn(-15);
  },
  '>': () => {
    arranging.turn(15);
  },
  Delete: arranging.remove,
  Backspace: arranging.remove,
  Enter: () => {
    if (!hand.getState().finish()) transcribing.confirmAndNext();
  },
};

const controlKeys: Keys = {
  a: () => {
    const { labels, select } = editor.getState();
    select(labels.lines.flat());
  },
  c: arranging.copy,
  v: arranging.paste,
  d: arranging.duplicate,
};

const historyKeys: Keys = {
  z: ({ shiftKey }) => {
    if (shiftKey) editor.getState().redo();
    else arranging.undo();
  },
  y: () => {
    editor.getState().redo();
  },
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
export function takeCommandKey(event: KeyboardEvent): boolean {
  const { key, target } = event;
  if (key === 'Escape') return escape();
  if (!nudgeKeys.has(key)) hand.getState().endNudging();
  if ((key === 'Enter' || key === ' ') && isControl(target)) return false;
  if (key in arrows)
    return target instanceof Element && target.closest('[role=listbox]') !== null ? false : takeArrow(event);
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === 'c' && (getSelection()?.toString() ?? '') !== '') return false;
    return run({ ...controlKeys, ...historyKeys }, key.toLowerCase(), event);
  }
  if (/^[1-9]$/u.test(key)) return transcribing.choose(Number(key));
  return run(commandKeys, key, event) || run(commandKeys, key.toLowerCase(), event);
}

/** Handles keys while the text field has the focus: plain keys type text, so commands need Alt. */
export function takeFieldKey(event: KeyboardEvent, field: HTMLInputElement): boolean {
  if (event.isComposing) return false;
  hand.getState().endNudging();
  const { key, code, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) {
    // The field undoes its own typing first.
    const inHand = transcribing.wordInHand();
    const isTyped = inHand !== null && inHand.text !== inHand.word.text;
    return isTyped ? false : run(historyKeys, key.toLowerCase(), event);
  }
  if (event.altKey) return takeAltKey(event, code, field);
  if (key === 'Enter') transcribing.confirmAndNext();
  else if (key === 'Tab') transcribing.goTo(shiftKey ? -1 : 1);
  else if (key === 'Escape') document.getElementById('annotate-stage')?.focus();
  else return false;
  return true;
}

/** Uses the key's position (`code`): with Alt, some keyboards produce other characters. */
function takeAltKey(event: KeyboardEvent, code: string, field: HTMLInputElement): boolean {
  const digit = /^(?:Digit|Numpad)([1-9])$/u.exec(code)?.[1];
  if (digit !== undefined) return transcribing.choose(Number(digit));
  const caret = field.selectionStart ?? 0;
  const isAllSelected = caret === 0 && field.selectionEnd === field.value.length;
  const keys: Keys = {
    KeyS: () => {
      arranging.splitAtCaret(isAllSelected ? Math.ceil(field.value.length / 2) : caret);
    },
    KeyI: () => {
      transcribing.mark('illegible');
    },
    KeyX: () => {
      transcribing.mark('not-text');
    },
    KeyG: () => void transcribing.readAgain(editor.getState().selection),
    KeyZ: arranging.zoomToWord,
  };
  return run(keys, code, event) || takeOrderKey(event);
}

/** Moves the selected words by 1 px, with Shift by 10 px; with Ctrl, only their right and lower sides. */
function takeArrow(event: KeyboardEvent): boolean {
  const [x, y] = arrows[event.key] ?? [0, 0];
  if (event.altKey) return takeOrderKey(event);
  const step = event.shiftKey ? 10 : 1;
  if (editor.getState().selection.length === 0) stageView.getState().pan(-x * panStep, -y * panStep);
  else if (event.ctrlKey || event.metaKey) arranging.widen(x * step, y * step);
  else arranging.nudge(x * step, y * step);
  return true;
}

/** Handles Alt+Shift keys, which change the word's place in the reading order. */
export function takeOrderKey(event: KeyboardEvent): boolean {
  if (!event.altKey || !event.shiftKey) return false;
  return run(orderKeys, event.key, event);
}

const orderKeys: Keys = {
  ArrowLeft: () => {
    arranging.moveInOrder('earlier');
  },
  ArrowRight: () => {
    arranging.moveInOrder('later');
  },
  ArrowUp: () => {
    arranging.moveInOrder('line-up');
  },
  ArrowDown: () => {
    arranging.moveInOrder('line-down');
  },
  PageUp: () => {
    arranging.moveWholeLine('line-up');
  },
  PageDown: () => {
    arranging.moveWholeLine('line-down');
  },
};

/** Cancels the gesture first, then returns to the select tool, then clears the selection. */
function escape(): boolean {
  const { tool: inHand, cancel, take } = hand.getState();
  const { selection, select } = editor.getState();
  if (cancel()) return true;
  if (inHand !== 'select') take('select');
  else if (selection.length > 0) select([]);
  else return false;
  return true;
}

function run(keys: Keys, key: string, event: KeyboardEvent): boolean {
  const command = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (command === undefined) return false;
  command(event);
  return true;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, select, summary') !== null;
}
