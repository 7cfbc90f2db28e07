import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from '../ui/Keys.tsx';

const groups: readonly { title: string; shortcuts: readonly (readonly [string, readonly string[]])[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['Search', ['/']],
      ['Search, even while typing', ['Ctrl', 'K']],
      ['Next hit', ['n']],
      ['Previous hit', ['p']],
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
      ['Remove the selected', ['Delete']],
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
      ['Let go of the word, then back', ['Esc']],
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
