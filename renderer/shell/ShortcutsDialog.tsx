import { labellingShortcuts, type ShortcutGroup } from '../annotate/commands/shortcuts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from '../ui/Keys.tsx';

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
      ['Clear', ['Esc']],
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
      ['Show or hide word boxes', ['b']],
      ['Next photo', ['PageDown']],
      ['Previous photo', ['PageUp']],
      ['Correct words', ['e']],
      ['Rotate right, rotate left', ['r', 'Shift R']],
      ['Undo rotating', ['Ctrl', 'Z']],
      ['Deselect the word, then go back', ['Esc']],
    ],
  },
  ...labellingShortcuts,
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

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" size="large" onClose={onClose}>
      <div className="shortcuts">
        {groups.map(({ title, shortcuts }) => (
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
