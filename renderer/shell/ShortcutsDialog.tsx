import { useState } from 'react';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';
import { shortcutGroups, type ShortcutGroup } from './shortcuts.ts';

/** The groups with the shortcuts whose description, keys or group contain a text; all for an empty one. */
function matching(text: string): readonly ShortcutGroup[] {
  const wanted = text.trim().toLowerCase();
  const has = (...texts: readonly string[]) => texts.some((each) => each.toLowerCase().includes(wanted));
  return shortcutGroups
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
