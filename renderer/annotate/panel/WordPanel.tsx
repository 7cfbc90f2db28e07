import { Combine, Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { editor } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { merge, remove } from '../commands/arranging.ts';
import { mark } from '../commands/transcribing.ts';
import { currentWord } from '../model/editorStore.ts';
import { LookAlikes } from './LookAlikes.tsx';
import { LostDrafts } from './LostDrafts.tsx';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { WordField } from './WordField.tsx';
import { WordList } from './WordList.tsx';

/** The current word with its text field, and the list of all words. */
export function WordPanel() {
  const word = useStore(editor, (state) => {
    const id = currentWord(state);
    return id === null ? undefined : state.labels.words.get(id);
  });
  const count = useStore(editor, (state) => state.selection.length);
  const isEmpty = useStore(editor, (state) => state.labels.words.size === 0);
  return (
    <aside className="word-panel" aria-label="Words">
      <LostDrafts />
      {word !== undefined && <WordField word={word} />}
      {count > 1 && <SeveralWords count={count} />}
      {count === 0 && (
        <p className="hint word-panel-hint">
          {isEmpty
            ? 'This photo has no words. Press D and draw a box around a word, or press N to add a box without a mouse.'
            : 'Select a word on the photo or in the list, or press J for the first one.'}
        </p>
      )}
      <LookAlikes />
      <WordList />
    </aside>
  );
}

function SeveralWords({ count }: { readonly count: number }) {
  return (
    <section className="word-editor" aria-label="Selected words">
      <h2>{formatPlural(count, 'word')} selected</h2>
      <div className="word-actions">
        <Button icon={Combine} onClick={merge} shortcut="M">
          Merge
        </Button>
        <MarkButtons marked={null} onMark={mark} />
        <Button icon={Trash2} onClick={remove} shortcut="Del">
          Delete
        </Button>
      </div>
    </section>
  );
}
