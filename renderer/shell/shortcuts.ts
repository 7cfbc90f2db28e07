import { isFocusLost, isTyping } from '../ui/keyboard.ts';
import type { Route } from '../state/route.ts';

/** What keys do: their description, the keys as drawn, and the key event, if it is one command: `Ctrl+Shift+z`. */
type Shortcut = readonly [what: string, keys: readonly string[], press?: string];

export interface ShortcutGroup {
  readonly title: string;
  /** Where the command palette offers them. */
  readonly screens: 'everywhere' | readonly Route['screen'][];
  readonly shortcuts: readonly Shortcut[];
}

/** All shortcuts: those of the list of shortcuts, and the commands of the palette. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'Everywhere',
    screens: 'everywhere',
    shortcuts: [
      ['Search', ['/'], '/'],
      ['Command palette', ['Ctrl', 'K']],
      ['Next hit', ['n']],
      ['Previous hit', ['p']],
      ['Correct the hit, and see why it was found', ['e']],
      ['Help and keyboard shortcuts', ['?'], '?'],
    ],
  },
  {
    title: 'In the search field',
    screens: [],
    shortcuts: [
      ['Next hit', ['Enter']],
      ['Previous hit', ['Shift', 'Enter']],
      ['Open the photo at the hit', ['Ctrl', 'Enter']],
      ['Move between suggestions', ['↓', '↑']],
      ['Use the suggestion', ['Enter']],
      ['Remove a recent search', ['Delete']],
      ['Close the suggestions, then clear', ['Esc']],
    ],
  },
  {
    title: 'Library',
    screens: ['library'],
    shortcuts: [
      ['Move between photos', ['←', '→', '↑', '↓']],
      ['Open', ['Enter']],
      ['Select', ['Space'], ' '],
      ['Select a range', ['Shift', 'Space']],
      ['Select all', ['Ctrl', 'A'], 'Ctrl+a'],
      ['Rotate right', ['r'], 'r'],
      ['Rotate left', ['Shift', 'r'], 'Shift+R'],
      ['Favourite', ['f'], 'f'],
      ['Albums and tags', ['l'], 'l'],
      ['Remove selected photos', ['Delete'], 'Delete'],
      ['Undo removing or rotating', ['Ctrl', 'Z'], 'Ctrl+z'],
      ['Menu of the photo', ['Shift', 'F10']],
    ],
  },
  {
    title: 'Photo',
    screens: ['photo'],
    shortcuts: [
      ['Zoom in and out', ['+', '−']],
      ['Fit photo', ['0'], '0'],
      ['Actual size', ['1'], '1'],
      ['Next or previous photo; zoomed in: pan', ['←', '→', '↑', '↓']],
      ['Move between words, once one is selected', ['←', '→', '↑', '↓']],
      ['Select text', ['Shift', '← → ↑ ↓']],
      ['Select all text', ['Ctrl', 'A'], 'Ctrl+a'],
      ['Copy selected text', ['Ctrl', 'C']],
      ['Print', ['Ctrl', 'P']],
      ['Menu of the text or the photo', ['Shift', 'F10']],
      ['Frame all words, or only those in doubt', ['b'], 'b'],
      ['Next photo', ['PageDown'], 'PageDown'],
      ['Previous photo', ['PageUp'], 'PageUp'],
      ['Correct words in the label editor', ['e'], 'e'],
      ['Rotate right', ['r'], 'r'],
      ['Rotate left', ['Shift', 'r'], 'Shift+R'],
      ['Favourite', ['f'], 'f'],
      ['Albums and tags', ['l'], 'l'],
      ['Remove', ['Delete'], 'Delete'],
      ['Undo rotating', ['Ctrl', 'Z'], 'Ctrl+z'],
      ['Correct the selected word here', ['Enter']],
      ['Deselect the word, then go back', ['Esc']],
    ],
  },
  {
    title: 'Boxes to review',
    screens: ['unlikely-words'],
    shortcuts: [
      ['Select a range', ['Shift', 'click']],
      ['Select all of the list', ['Ctrl', 'A'], 'Ctrl+a'],
      ['It says so: confirm the box', ['c'], 'c'],
    ],
  },
  {
    title: 'Label editor: text field',
    screens: [],
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Next word without confirming; in the queue, this one comes later', ['Tab']],
      ['Previous word', ['Shift', 'Tab']],
      ['Fill in a reading', ['Alt', '1–9']],
      ['Split at the caret', ['Alt', 'S']],
      ['Illegible', ['Alt', 'I']],
      ['Not text', ['Alt', 'X']],
      ['Read the word again', ['Alt', 'G']],
      ['Focus the photo', ['Esc']],
    ],
  },
  {
    title: 'Label editor: photo',
    screens: ['annotate'],
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Fill in a reading', ['1–9']],
      ['Edit the text', ['T'], 't'],
      ['Next and previous word', ['J', 'K']],
      ['Illegible, not text', ['I', 'X']],
      ['Sort by reading order or confidence', ['O'], 'o'],
      ['Read the selection again', ['G'], 'g'],
      ['Find words again', ['Shift', 'G'], 'Shift+G'],
      ['Next photo', ['PageDown'], 'PageDown'],
      ['Previous photo', ['PageUp'], 'PageUp'],
      ['Undo', ['Ctrl', 'Z'], 'Ctrl+z'],
      ['Redo', ['Ctrl', 'Shift', 'Z'], 'Ctrl+Shift+z'],
    ],
  },
  {
    title: 'Label editor: boxes',
    screens: ['annotate'],
    shortcuts: [
      ['Select and move', ['V'], 'v'],
      ['Draw a box, draw an outline', ['D', 'P']],
      ['Add a box without a mouse', ['N'], 'n'],
      ['Split at the pointer', ['S']],
      ['Split tool', ['C'], 'c'],
      ['Merge the selection', ['M'], 'm'],
      ['Rotate tool', ['R'], 'r'],
      ['Rotate by 1°, by 15°', [', .', '< >']],
      ['Move by 1 px, with Shift by 10 px', ['←', '→', '↑', '↓']],
      ['Resize by 1 px, with Shift by 10 px', ['Ctrl', 'arrows']],
      ['Copy, paste, duplicate', ['Ctrl', 'C', 'V', 'D']],
      ['Delete', ['Del'], 'Delete'],
    ],
  },
  {
    title: 'Label editor: lines and view',
    screens: ['annotate'],
    shortcuts: [
      ['Move the word in the reading order', ['Alt', 'Shift', 'arrows']],
      ['Move the line up or down', ['Alt', 'Shift', 'Page']],
      ['Move the block, or the selected lines, up', ['Alt', 'Shift', 'Home']],
      ['Move the block, or the selected lines, down', ['Alt', 'Shift', 'End']],
      ['Start a line, or join selected words', ['L'], 'l'],
      ['Sort all words by position', ['Shift', 'L'], 'Shift+L'],
      ['Zoom to the word, fit photo', ['Z', 'F']],
      ['Pan', ['Space', 'drag']],
      ['Show or hide word boxes', ['B'], 'b'],
    ],
  },
  {
    title: 'Datasets',
    screens: ['datasets'],
    shortcuts: [
      ['Import', ['i'], 'i'],
      ['Create from the library', ['c'], 'c'],
      ['Versions, contents, samples, splits, diff', ['1–5']],
      ['Freeze', ['f']],
      ['Back to all datasets', ['Esc']],
    ],
  },
  {
    title: 'Samples',
    screens: [],
    shortcuts: [
      ['Move between samples', ['←', '→', '↑', '↓']],
      ['Edit the text', ['Enter']],
      ['Save and go to the next sample', ['Enter']],
      ['Back to the grid', ['Esc']],
      ['Select, select a range', ['Space', 'Shift Space']],
      ['Remove', ['Delete']],
    ],
  },
  {
    title: 'Training and models',
    screens: [],
    shortcuts: [
      ['Compare selected', ['c']],
      ['Pause or resume the run', ['p']],
      ['Move along a curve or between cells', ['←', '→']],
      ['Back', ['Esc']],
    ],
  },
];

/** The shortcuts that are commands on a screen. */
export function commandsOn(
  screen: Route['screen'],
): { title: string; what: string; keys: readonly string[]; press: string }[] {
  return shortcutGroups
    .filter(({ screens }) => screens === 'everywhere' || screens.includes(screen))
    .flatMap(({ title, shortcuts }) =>
      shortcuts.flatMap(([what, keys, press]) => (press === undefined ? [] : [{ title, what, keys, press }])),
    );
}

/**
 * Presses the key of a command where it would be pressed: in the focused element, unless text is typed there; in the library in
 * the grid.
 */
export function pressKey(press: string): void {
  const parts = press.split(/\+(?=.)/u);
  const focused = document.activeElement;
  const isUsed = focused !== null && !isFocusLost() && !isTyping(focused);
  const tile = document.querySelector('main [role="grid"] [tabindex="0"]');
  const target =
    isUsed && (tile === null || focused.closest('[role="grid"]') !== null)
      ? focused
      : (tile ?? document.body);
  target.dispatchEvent(
    new KeyboardEvent('keydown', {
      key: parts.at(-1) ?? '',
      ctrlKey: parts.includes('Ctrl'),
      shiftKey: parts.includes('Shift'),
      bubbles: true,
      cancelable: true,
    }),
  );
}
