import { RotateCcw } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { editor } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { putBack } from '../commands/arranging.ts';
import type { EditorWord } from '../model/labels.ts';

/** Text typed for words that were deleted elsewhere: it can be copied, or restored with its word. */
export function LostDrafts() {
  const lost = useStore(editor, (state) => state.lost);
  return [...lost.values()].map((word) => <LostDraft key={word.id} word={word} />);
}

function LostDraft({ word }: { readonly word: EditorWord }) {
  const text = useStore(editor, (state) => state.drafts.get(word.id)?.text ?? '');
  const field = useRef<HTMLInputElement>(null);
  const reason = useId();
  useEffect(() => {
    // The field that had the focus is gone: focus the typed text instead, where keys trigger nothing.
    if (document.activeElement !== document.body) return;
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <section className="lost-draft" aria-label="Word deleted elsewhere">
      <p id={reason}>
        {word.text === '' ? 'The word' : <bdi>“{word.text}”</bdi>} was deleted elsewhere while you were
        typing. Your text:
      </p>
      <div className="word-field">
        <input
          ref={field}
          type="text"
          dir="auto"
          readOnly
          value={text}
          aria-label="Your text"
          aria-describedby={reason}
        />
      </div>
      <div className="word-actions">
        <Button
          icon={RotateCcw}
          onClick={() => {
            putBack(word);
          }}
        >
          Restore word
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            editor.getState().type(word.id, null);
          }}
        >
          Discard
        </Button>
      </div>
    </section>
  );
}
