import { CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { editor, labelling } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Keys } from '../../ui/Keys.tsx';
import { takeFieldKey } from '../commands/keys.ts';
import { choose, confirmAndNext, mark, suggestReadings } from '../commands/transcribing.ts';
import { kindNames, kindOf, readingsOf } from '../model/kinds.ts';
import type { EditorWord } from '../model/labels.ts';
import { MarkButtons } from './MarkButtons.tsx';
import { Readings } from './Readings.tsx';
import { WordCrop } from './WordCrop.tsx';

/** One word enlarged, with the field that says what it is. */
export function WordField({ word }: { readonly word: EditorWord }) {
  const draft = useStore(editor, (state) => state.drafts.get(word.id));
  const text = draft ?? word.text;
  const isTyped = draft !== undefined && draft !== word.text;
  const input = useFieldFocus(word);
  const suggested = useStore(labelling, (state) => state.suggestions.get(word.id));
  useSuggestions(word);

  return (
    <section className="word-editor" aria-label="Word in hand">
      <WordCrop word={word} />
      <div className="word-field">
        <input
          ref={input}
          type="text"
          dir="auto"
          value={text}
          maxLength={1000}
          placeholder={word.mark === 'text' ? 'What is written?' : kindNames[word.mark]}
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
      <p id="word-state" className="word-state" data-kind={kindOf(word)}>
        {isTyped ? 'Typed, not confirmed yet: Enter confirms it.' : stateOf(word)}
      </p>
      <Readings readings={readingsOf(word, suggested)} current={word.text} onChoose={choose} />
      <div className="word-actions">
        <MarkButtons marked={word.mark} onMark={mark} />
      </div>
      <p className="hint word-keys">
        <Keys keys={['Enter']} /> confirm <Keys keys={['Tab']} /> next <Keys keys={['Esc']} /> to the photo
      </p>
    </section>
  );
}

/** The field has the keyboard when it is called for, with its text selected: typing replaces it. */
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
    // A drawn word gets another id once it is saved: what was typed into it by then is not to be typed over.
    const isTyped = editor.getState().drafts.has(id);
    if (!isTyped && document.activeElement === input.current) input.current?.select();
  }, [id]);
  return input;
}

/** A word that was drawn has no readings yet: the model is asked for some. */
function useSuggestions({ id, text, alternatives }: EditorWord): void {
  const isBlank = text === '' && alternatives.length === 0;
  useEffect(() => {
    if (isBlank) void suggestReadings(id);
  }, [id, isBlank]);
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
