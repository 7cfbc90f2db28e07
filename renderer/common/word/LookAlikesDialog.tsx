import { useState } from 'react';
import { useStore } from 'zustand';
import type { WordId } from '../../../shared/contract/word.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import { Quoted } from '../../ui/Quoted.tsx';
import { describeLookAlikes, type LookAlikeWords } from './lookAlikes.ts';
import { lookAlikes } from './stores.ts';
import { WordTile } from './WordTile.tsx';

/** Those that are surely read so are selected, the others are for the person to select. */
const groups = [
  { title: 'Read so', isSure: true },
  { title: 'Look alike', isSure: false },
] as const;

/** The words that look like the one that was just confirmed: those that are selected get its text. */
export function LookAlikesDialog() {
  const shown = useStore(lookAlikes, (state) => state.shown);
  return shown === null ? null : <OpenDialog {...shown} />;
}

function OpenDialog({ text, found }: LookAlikeWords) {
  const [selected, setSelected] = useState<ReadonlySet<WordId>>(
    new Set(found.flatMap(({ word, isSure }) => (isSure ? [word.id] : []))),
  );
  const [isSaving, setSaving] = useState(false);
  const { show, confirm: store } = lookAlikes.getState();
  const close = () => {
    show(null);
  };
  const toggle = (id: WordId) => {
    setSelected(
      selected.has(id) ? new Set([...selected].filter((each) => each !== id)) : new Set([...selected, id]),
    );
  };
  const confirm = async () => {
    setSaving(true);
    if (await store([...selected], text)) close();
    setSaving(false);
  };
  return (
    <Dialog title={`Look-alikes of “${text}”`} size="large" onClose={close}>
      <p className="hint">
        <Quoted text={describeLookAlikes({ text, found })} />
      </p>
      {groups
        .map(({ title, isSure }) => ({ title, words: found.filter((each) => each.isSure === isSure) }))
        .filter(({ words }) => words.length > 0)
        .map(({ title, words }) => (
          <section key={title} className="look-alikes">
            <h3>
              {title} ({formatCount(words.length)})
            </h3>
            <ul className="queue" aria-label={title} aria-busy={isSaving}>
              {words.map(({ word }) => (
                <li key={word.id}>
                  <WordTile word={word} isSelected={selected.has(word.id)} onToggle={toggle} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      <footer className="dialog-footer">
        <Button onClick={close}>Cancel</Button>
        <Button
          kind="primary"
          data-first-focus=""
          changes="confirmWords"
          disabled={isSaving || selected.size === 0}
          onClick={() => void confirm()}
        >
          <span>
            <Quoted text={`Confirm ${formatCount(selected.size)} as “${text}”`} />
          </span>
        </Button>
      </footer>
    </Dialog>
  );
}
