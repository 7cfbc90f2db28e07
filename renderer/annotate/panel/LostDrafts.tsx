import { RotateCcw } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { editor } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { putBack } from '../commands/arranging.ts';
import type { EditorWord } from '../model/labels.ts';

/** What was typed for words that somebody else deleted meanwhile: to be copied, or put back with its word. */
export function LostDrafts() {
  const lost = useStore(editor, (state) => state.lost);
  return [...lost.values()].map((word) => <LostDraft key={word.id} word={word} />);
}

function LostDraft({ word }: { readonly word: EditorWord }) {
  const text = useStore(editor, (state) => state.drafts.get(word.id)?.text ?? '');
  const field = useRef<HTMLInputElement>(null);
  const reason = useId();
  useEffect(() => {
    // The field that was typed into is gone: the keyboard stays with what was typed, and nothing is set off by it.
    if (document.activeElement !== document.body) return;
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <section className="lost-draft" aria-label="Word deleted elsewhere">
      <p id={reason}>
        {word.text === '' ? 'The word' : <bdi>“{word.text}”</bdi>} was deleted elsewhere while you typed for
        it. This is what you typed:
      </p>
      <div className="word-field">
        <input
          ref={field}
          type="text"
          dir="auto"
          readOnly
          value={text}
          aria-label="What you typed"
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
          Put the word back
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            editor.getState().type(word.id, null);
          }}
        >
          Drop it
        </Button>
      </div>
    </section>
  );
}
