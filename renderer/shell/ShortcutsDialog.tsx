import { useState } from 'react';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';

interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly (readonly [what: string, keys: readonly string[]])[];
}

const groups: readonly ShortcutGroup[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['Search', ['/']],
      ['Search, also while typing', ['Ctrl', 'K']],
      ['Next hit', ['n']],
      ['Previous hit', ['p']],
      ['Why this hit', ['w']],
      ['Keyboard shortcuts', ['?']],
    ],
  },
  {
    title: 'In the search field',
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
    shortcuts: [
      ['Move between photos', ['←', '→', '↑', '↓']],
      ['Open', ['Enter']],
      ['Select', ['Space']],
      ['Select a range', ['Shift', 'Space']],
      ['Select all', ['Ctrl', 'A']],
      ['Rotate right, rotate left', ['r', 'Shift R']],
      ['Favourite', ['f']],
      ['Albums and tags', ['l']],
      ['Remove selected photos', ['Delete']],
      ['Undo removing or rotating', ['Ctrl', 'Z']],
    ],
  },
  {
    title: 'Photo',
    shortcuts: [
      ['Zoom in and out', ['+', '−']],
      ['Fit photo', ['0']],
      ['Actual size', ['1']],
      ['Pan, or move between words', ['←', '→', '↑', '↓']],
      ['Select text', ['Shift', '← → ↑ ↓']],
      ['Select all text', ['Ctrl', 'A']],
      ['Copy selected text', ['Ctrl', 'C']],
      ['Show or hide word boxes', ['b']],
      ['Next photo', ['PageDown']],
      ['Previous photo', ['PageUp']],
      ['Correct words', ['e']],
      ['Rotate right, rotate left', ['r', 'Shift R']],
      ['Favourite', ['f']],
      ['Albums and tags', ['l']],
      ['Undo rotating', ['Ctrl', 'Z']],
      ['Deselect the word, then go back', ['Esc']],
    ],
  },
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
  {
    title: 'Datasets',
    shortcuts: [
      ['Import', ['i']],
      ['Create from the library', ['c']],
      ['Versions, contents, samples, splits, diff', ['1–5']],
      ['Freeze', ['f']],
      ['Back to all datasets', ['Esc']],
    ],
  },
  {
    title: 'Samples',
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
    shortcuts: [
      ['Compare selected', ['c']],
      ['Pause or resume the run', ['p']],
      ['Move along a curve or between cells', ['←', '→']],
      ['Back', ['Esc']],
    ],
  },
];

/** The groups with the shortcuts whose description, keys or group contain a text; all for an empty one. */
function matching(text: string): readonly ShortcutGroup[] {
  const wanted = text.trim().toLowerCase();
  const has = (...texts: readonly string[]) => texts.some((each) => each.toLowerCase().includes(wanted));
  return groups
    .map((group) => ({
      ...group,
      shortcuts: group.shortcuts.filter(([what, keys]) => has(group.title, what, keys.join(' '))),
    }))
    .filter(({ shortcuts }) => shortcuts.length > 0);
}

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const shown = matching(text);
  return (
    <Dialog title="Keyboard shortcuts" size="large" onClose={onClose}>
      <Field label="Search shortcuts">
        <input
          data-first-focus=""
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </Field>
      <p className="visually-hidden" role="status">
        {text.trim() !== '' && formatPlural(shown.flatMap(({ shortcuts }) => shortcuts).length, 'shortcut')}
      </p>
      {shown.length === 0 && <p className="hint">No shortcut contains “{text.trim()}”.</p>}
      <div className="shortcuts">
        {shown.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {shortcuts.map(([what, keys]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
