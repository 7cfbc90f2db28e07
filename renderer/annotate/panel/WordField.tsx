import { CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { editor, labelling } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Keys } from '../../ui/Keys.tsx';
import { takeFieldKey } from '../commands/keys.ts';
import { choose, confirmAndNext, mark, suggestReadings } from '../commands/transcribing.ts';
import { isOvertaken, type Draft } from '../model/drafts.ts';
import { becomeSince, kindNames, kindOf, readingsOf } from '../model/kinds.ts';
import type { EditorWord } from '../model/labels.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { Readings } from './Readings.tsx';
import { WordCrop } from './WordCrop.tsx';

/** One word enlarged, with the field for its text. */
export function WordField({ word }: { readonly word: EditorWord }) {
  const draft = useStore(editor, (state) => state.drafts.get(word.id));
  const text = draft?.text ?? word.text;
  const input = useFieldFocus(word);
  const suggested = useStore(labelling, (state) => state.suggestions.get(word.id));
  useSuggestions(word);

  return (
    <section className="word-editor" aria-label="Current word">
      <WordCrop word={word} />
      <div className="word-field">
        <input
          ref={input}
          type="text"
          dir="auto"
          value={text}
          maxLength={1000}
          placeholder={word.mark === 'text' ? 'Type the word' : kindNames[word.mark]}
          aria-label="Text of the word"
          aria-describedby="word-state"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          onChange={(event) => {
            editor.getState().type(word.id, event.target.value);
          }}
          onKeyDown={(event) => {
            if (!takeFieldKey(event.nativeEvent, event.currentTarget)) return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <Button kind="primary" icon={CornerDownLeft} shortcut="Enter" onClick={confirmAndNext}>
          Confirm
        </Button>
      </div>
      <WordState word={word} draft={draft} />
      <Readings readings={readingsOf(word, suggested)} current={word.text} onChoose={choose} />
      <div className="word-actions">
        <MarkButtons marked={word.mark} onMark={mark} />
      </div>
      <p className="hint word-keys">
        <Keys keys={['Enter']} /> confirm <Keys keys={['Tab']} /> next <Keys keys={['Esc']} /> focus the photo
      </p>
    </section>
  );
}

/** The state of the word or of its typed text; after a change elsewhere, what changed. */
function WordState({ word, draft }: { readonly word: EditorWord; readonly draft: Draft | undefined }) {
  if (draft === undefined || draft.text === word.text) {
    return (
      <p id="word-state" className="word-state" data-kind={kindOf(word)}>
        {stateOf(word)}
      </p>
    );
  }
  const isBehind = isOvertaken(draft, word);
  const isWarned = draft.warning === 'told';
  if (!isBehind && !isWarned) {
    return (
      <p id="word-state" className="word-state" data-kind={kindOf(word)}>
        Not confirmed yet. Press Enter to confirm.
      </p>
    );
  }
  return (
    <div className="word-overtaken">
      <p id="word-state" aria-live="polite">
        {becomeSince(word)}{' '}
        {isBehind ? 'Your text is kept, but not confirmed.' : 'Press Enter to overwrite it with your text.'}
      </p>
      <Button
        kind="quiet"
        onClick={() => {
          editor.getState().type(word.id, null);
          labelling.getState().callField();
        }}
      >
        Discard my text
      </Button>
    </div>
  );
}

/** Focuses the field on request and selects its text, so that typing replaces it. */
function useFieldFocus({ id }: EditorWord) {
  const input = useRef<HTMLInputElement>(null);
  const isCalled = useStore(labelling, (state) => state.isFieldCalled);
  useEffect(() => {
    if (!isCalled) return;
    input.current?.focus();
    input.current?.select();
    labelling.getState().answerField();
  }, [isCalled]);
  useEffect(() => {
    // Text typed before and not confirmed must not be overwritten by further typing.
    const isTyped = editor.getState().drafts.has(id);
    if (!isTyped && document.activeElement === input.current) input.current?.select();
  }, [id]);
  return input;
}

/** Asks the model for readings of a newly drawn word, which has none yet. */
function useSuggestions({ id, text, alternatives, quad }: EditorWord): void {
  const isBlank = text === '' && alternatives.length === 0;
  const box = JSON.stringify(quad);
  useEffect(() => {
    if (isBlank) void suggestReadings(id);
  }, [id, isBlank, box]);
}

function stateOf(word: EditorWord): string {
  const kind = kindOf(word);
  if (word.madeBy === null || word.madeBy.kind === 'model') return kindNames[kind];
  const who = word.madeBy.kind === 'person' ? 'by a person' : `from ${word.madeBy.name}`;
  const when = formatMoment(word.changedAt);
  return [kind === 'read' || kind === 'doubtful' ? 'Not confirmed' : kindNames[kind], who, when ?? '']
    .filter((part) => part !== '')
    .join(', ');
}
