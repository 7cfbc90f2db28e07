import { TextField } from '../ui/Field.tsx';
import { useState } from 'react';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';
import { guides, type Guide } from './guides.ts';
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

/** The guides that contain a text in their title or a step; all for an empty one. */
function matchingGuides(text: string): readonly Guide[] {
  const wanted = text.trim().toLowerCase();
  return guides.filter(({ title, steps }) =>
    [title, ...steps].some((each) => each.toLowerCase().includes(wanted)),
  );
}

/** Guides to the main tasks, and all keys; one field searches both. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const shown = matching(text);
  const read = matchingGuides(text);
  return (
    <Dialog title="Help and keyboard shortcuts" size="large" onClose={onClose}>
      <TextField label="Search help and shortcuts" value={text} isFirst onChange={setText} />
      <p className="visually-hidden" role="status">
        {text.trim() !== '' &&
          `${formatPlural(read.length, 'guide')}, ${formatPlural(shown.flatMap(({ shortcuts }) => shortcuts).length, 'shortcut')}`}
      </p>
      {shown.length === 0 && read.length === 0 && (
        <p className="hint">No guide and no shortcut contains “{text.trim()}”.</p>
      )}
      {read.map(({ title, steps }) => (
        <details key={title} className="guide">
          <summary>{title}</summary>
          <ol>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
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
