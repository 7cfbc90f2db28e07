import { labellingShortcuts, type ShortcutGroup } from '../annotate/commands/shortcuts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from '../ui/Keys.tsx';

const groups: readonly ShortcutGroup[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['Search', ['/']],
      ['Search, even while typing', ['Ctrl', 'K']],
      ['Next hit', ['n']],
      ['Previous hit', ['p']],
      ['Why this hit, and is it right', ['w']],
      ['This list', ['?']],
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
      ['Move', ['←', '→', '↑', '↓']],
      ['Open', ['Enter']],
      ['Select', ['Space']],
      ['Select up to here', ['Shift', 'Space']],
      ['Select all', ['Ctrl', 'A']],
      ['Turn to the right, to the left', ['r', 'Shift R']],
      ['Remove the selected', ['Delete']],
      ['Put back, turn back', ['Ctrl', 'Z']],
    ],
  },
  {
    title: 'Photo',
    shortcuts: [
      ['Zoom in and out', ['+', '−']],
      ['Whole photo', ['0']],
      ['Real pixels', ['1']],
      ['Pan, or go from word to word', ['←', '→', '↑', '↓']],
      ['Word boxes on and off', ['b']],
      ['Next photo', ['PageDown']],
      ['Previous photo', ['PageUp']],
      ['Correct the words', ['e']],
      ['Turn to the right, to the left', ['r', 'Shift R']],
      ['Turn back', ['Ctrl', 'Z']],
      ['Let go of the word, then back', ['Esc']],
    ],
  },
  ...labellingShortcuts,
  {
    title: 'Datasets',
    shortcuts: [
      ['Import', ['i']],
      ['From the library', ['c']],
      ['Versions, contents, samples, splits, diff', ['1–5']],
      ['Freeze', ['f']],
      ['Back to all datasets', ['Esc']],
    ],
  },
  {
    title: 'Samples',
    shortcuts: [
      ['Move', ['←', '→', '↑', '↓']],
      ['To the text', ['Enter']],
      ['Save, then the next one', ['Enter']],
      ['Back to the grid', ['Esc']],
      ['Select, select up to here', ['Space', 'Shift Space']],
      ['Take out', ['Delete']],
    ],
  },
  {
    title: 'Training and models',
    shortcuts: [
      ['Compare what is marked', ['c']],
      ['Pause or resume the run', ['p']],
      ['Along a curve, or from field to field', ['←', '→']],
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
