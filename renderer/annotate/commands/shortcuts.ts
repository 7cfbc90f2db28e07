export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly (readonly [what: string, keys: readonly string[]])[];
}

/** The editor's keys, as the list of shortcuts and the README show them. */
export const labellingShortcuts: readonly ShortcutGroup[] = [
  {
    title: 'Correcting: in the text field',
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Next word without confirming', ['Tab']],
      ['Previous word', ['Shift', 'Tab']],
      ['Take another reading', ['Alt', '1–9']],
      ['Split at the caret', ['Alt', 'S']],
      ['Illegible', ['Alt', 'I']],
      ['Not text', ['Alt', 'X']],
      ['Read the word again', ['Alt', 'G']],
      ['To the photo', ['Esc']],
    ],
  },
  {
    title: 'Correcting: on the photo',
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Take another reading', ['1–9']],
      ['Type', ['T']],
      ['Next and previous word', ['J', 'K']],
      ['Illegible, not text', ['I', 'X']],
      ['By reading order or by doubt', ['O']],
      ['Read the selected again', ['G']],
      ['Find the words again', ['Shift', 'G']],
      ['Undo', ['Ctrl', 'Z']],
      ['Redo', ['Ctrl', 'Shift', 'Z']],
    ],
  },
  {
    title: 'Correcting: boxes',
    shortcuts: [
      ['Select and move', ['V']],
      ['Draw, or outline an odd shape', ['D', 'P']],
      ['A new box without a mouse', ['N']],
      ['Split at the pointer', ['S']],
      ['Cut with the mouse', ['C']],
      ['Put the selected together', ['M']],
      ['Turn with the mouse', ['R']],
      ['Turn by 1°, by 15°', [', .', '< >']],
      ['Move by 1 px, with Shift 10 px', ['←', '→', '↑', '↓']],
      ['Widen, with Shift by 10 px', ['Ctrl', 'arrows']],
      ['Copy, paste, duplicate', ['Ctrl', 'C', 'V', 'D']],
      ['Delete', ['Del']],
    ],
  },
  {
    title: 'Correcting: lines and view',
    shortcuts: [
      ['Earlier or later, to another line', ['Alt', 'Shift', 'arrows']],
      ['The whole line up or down', ['Alt', 'Shift', 'Page']],
      ['Begin a line here; several: one line', ['L']],
      ['Sort all into lines and columns', ['Shift', 'L']],
      ['Zoom to the word, whole photo', ['Z', 'F']],
      ['Move the photo', ['Space', 'drag']],
      ['Word boxes on and off', ['B']],
    ],
  },
];
