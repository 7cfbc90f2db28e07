import { Combine, Images, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { lookAlikes } from '../../common/word/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { merge, restore, remove } from '../commands/arranging.ts';
import { mark, stepToUndo, undoStep } from '../commands/transcribing.ts';
import { currentWord } from '../model/editorStore.ts';
import { useCommands, useEditorState, useLabelEditor } from '../editorContext.ts';
import type { EditorWord } from '../model/labels.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { Quoted } from '../../ui/Quoted.tsx';
import { WordField } from './WordField.tsx';
import { WordList } from './WordList.tsx';

/** The current word with its text field, and the list of all words. */
export function WordPanel() {
  const word = useEditorState('session', (state) => {
    const id = currentWord(state);
    return id === null ? undefined : state.labels.words.get(id);
  });
  const count = useEditorState('session', (state) => state.selection.length);
  const isEmpty = useEditorState('session', (state) => state.labels.words.size === 0);
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
      <LastStep />
      <LookAlikes />
      <WordList />
    </aside>
  );
}

/** What was done to the word before, which is no longer on screen, with undo. */
function LastStep() {
  const editor = useLabelEditor();
  const steps = useEditorState('labelling', (state) => state.steps);
  const edits = useEditorState('session', (state) => state.edits);
  const turned = useEditorState('session', (state) => state.turned);
  const step = stepToUndo({ steps }, { edits, turned });
  if (step === null) return null;
  return (
    <p className="last-step">
      <Quoted text={step.said} />
      <Button kind="quiet" icon={Undo2} shortcut="Ctrl+Z" onClick={() => void undoStep(editor, step)}>
        Undo
      </Button>
    </p>
  );
}

function SeveralWords({ count }: { readonly count: number }) {
  const run = useCommands();
  return (
    <section className="word-editor" aria-label="Selected words">
      <h2>{formatPlural(count, 'word')} selected</h2>
      <div className="word-actions">
        <Button icon={Combine} onClick={run(merge)} shortcut="M">
          Merge
        </Button>
        <MarkButtons marked={null} onMark={run(mark)} />
        <Button icon={Trash2} onClick={run(remove)} shortcut="Del">
          Delete
        </Button>
      </div>
    </section>
  );
}

/** Text typed for words that were deleted elsewhere: it can be copied, or restored with its word. */
function LostDrafts() {
  const lost = useEditorState('session', (state) => state.lost);
  return [...lost.values()].map((word) => <LostDraft key={word.id} word={word} />);
}

function LostDraft({ word }: { readonly word: EditorWord }) {
  const editor = useLabelEditor();
  const text = useEditorState('session', (state) => state.drafts.get(word.id)?.text ?? '');
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
            restore(editor, word);
          }}
        >
          Restore word
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            editor.session.type(word.id, null);
          }}
        >
          Discard
        </Button>
      </div>
    </section>
  );
}

/** Leads to the words that may have the same text as the word just confirmed. */
function LookAlikes() {
  const editor = useLabelEditor();
  const alike = useEditorState('likeness', (state) => state.alike);
  if (alike === null) return null;
  const { text, found } = alike;
  return (
    <p className="last-step">
      <Quoted text={`${formatPlural(found.length, 'look-alike')} of “${text}”`} />
      <Button
        kind="quiet"
        icon={Images}
        onClick={() => {
          editor.likeness.forget();
          lookAlikes.getState().show(alike);
        }}
      >
        Show
      </Button>
    </p>
  );
}
