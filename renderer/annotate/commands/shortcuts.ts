export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly (readonly [what: string, keys: readonly string[]])[];
}

/** The label editor's keys, for the list of shortcuts. */
export const labellingShortcuts: readonly ShortcutGroup[] = [
  {
    title: 'Label editor: text field',
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Next word without confirming', ['Tab']],
      ['Previous word', ['Shift', 'Tab']],
      ['Choose a reading', ['Alt', '1–9']],
      ['Split at the caret', ['Alt', 'S']],
      ['Illegible', ['Alt', 'I']],
      ['Not text', ['Alt', 'X']],
      ['Read the word again', ['Alt', 'G']],
      ['Focus the photo', ['Esc']],
    ],
  },
  {
    title: 'Label editor: photo',
    shortcuts: [
      ['Confirm and go to the next word', ['Enter']],
      ['Choose a reading', ['1–9']],
      ['Edit the text', ['T']],
      ['Next and previous word', ['J', 'K']],
      ['Illegible, not text', ['I', 'X']],
      ['Sort by reading order or confidence', ['O']],
      ['Read the selection again', ['G']],
      ['Find words again', ['Shift', 'G']],
      ['Undo', ['Ctrl', 'Z']],
      ['Redo', ['Ctrl', 'Shift', 'Z']],
    ],
  },
  {
    title: 'Label editor: boxes',
    shortcuts: [
      ['Select and move', ['V']],
      ['Draw a box, draw an outline', ['D', 'P']],
      ['Add a box without a mouse', ['N']],
      ['Split at the pointer', ['S']],
      ['Split tool', ['C']],
      ['Merge the selection', ['M']],
      ['Rotate tool', ['R']],
      ['Rotate by 1°, by 15°', [', .', '< >']],
      ['Move by 1 px, with Shift by 10 px', ['←', '→', '↑', '↓']],
      ['Resize by 1 px, with Shift by 10 px', ['Ctrl', 'arrows']],
      ['Copy, paste, duplicate', ['Ctrl', 'C', 'V', 'D']],
      ['Delete', ['Del']],
    ],
  },
  {
    title: 'Label editor: lines and view',
    shortcuts: [
      ['Move the word in the reading order', ['Alt', 'Shift', 'arrows']],
      ['Move the line up or down', ['Alt', 'Shift', 'Page']],
      ['Start a line, or join selected words', ['L']],
      ['Sort all words by position', ['Shift', 'L']],
      ['Zoom to the word, fit photo', ['Z', 'F']],
      ['Pan', ['Space', 'drag']],
      ['Show or hide word boxes', ['B']],
    ],
  },
];
