import { useState } from 'react';
import { useStore } from 'zustand';
import type { WordId } from '../../../shared/contract/word.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import { Quoted } from '../../ui/Quoted.tsx';
import type { LookAlikeWords } from './lookAlikes.ts';
import { lookAlikes } from './stores.ts';
import { WordTile } from './WordTile.tsx';

/** The words that look like the one that was just confirmed: those that the person leaves selected get its text. */
export function LookAlikesDialog() {
  const shown = useStore(lookAlikes, (state) => state.shown);
  return shown === null ? null : <OpenDialog {...shown} />;
}

function OpenDialog({ text, words }: LookAlikeWords) {
  const [left, setLeft] = useState<ReadonlySet<WordId>>(new Set());
  const [isSaving, setSaving] = useState(false);
  const { show, confirm: store } = lookAlikes.getState();
  const close = () => {
    show(null);
  };
  const chosen = words.map(({ id }) => id).filter((id) => !left.has(id));
  const toggle = (id: WordId) => {
    setLeft(left.has(id) ? new Set([...left].filter((each) => each !== id)) : new Set([...left, id]));
  };
  const confirm = async () => {
    setSaving(true);
    if (await store(chosen, text)) close();
    setSaving(false);
  };
  return (
    <Dialog title={`Look-alikes of “${text}”`} size="large" onClose={close}>
      <p className="hint">
        <Quoted text={`Take out those that do not say “${text}”.`} />
      </p>
      <ul className="queue" aria-label="Look-alikes" aria-busy={isSaving}>
        {words.map((word) => (
          <li key={word.id}>
            <WordTile word={word} isSelected={!left.has(word.id)} onToggle={toggle} />
          </li>
        ))}
      </ul>
      <footer className="dialog-footer">
        <Button onClick={close}>Cancel</Button>
        <Button
          kind="primary"
          data-first-focus=""
          changes="confirmWords"
          disabled={isSaving || chosen.length === 0}
          onClick={() => void confirm()}
        >
          <span>
            <Quoted text={`Confirm ${formatCount(chosen.length)} as “${text}”`} />
          </span>
        </Button>
      </footer>
    </Dialog>
  );
}
