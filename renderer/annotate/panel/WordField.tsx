import { CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Alternative } from '../../../shared/contract/word.ts';
import { navigation } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatMoment, formatProbability } from '../../ui/format.ts';
import { Keys } from '../../ui/Keys.tsx';
import { takeFieldKey } from '../commands/keys.ts';
import { choose, confirmAndNext, mark, suggestReadings } from '../commands/transcribing.ts';
import { isOvertaken, type Draft } from '../model/drafts.ts';
import { becomeSince, kindNames, kindOf, readingsOf } from '../model/kinds.ts';
import { useCommands, useEditorState, useLabelEditor } from '../editorContext.ts';
import type { EditorWord } from '../model/labels.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { WordCrop } from './WordCrop.tsx';

/** One word enlarged, with the field for its text. */
export function WordField({ word }: { readonly word: EditorWord }) {
  const editor = useLabelEditor();
  const run = useCommands();
  const isQueue = useStore(navigation, ({ route }) => route.screen === 'annotate' && route.isQueue);
  const draft = useEditorState('session', (state) => state.drafts.get(word.id));
  const text = draft?.text ?? word.text;
  const input = useFieldFocus(word);
  const suggested = useEditorState('labelling', (state) => state.suggestions.get(word.id));
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
            editor.session.type(word.id, event.target.value);
          }}
          onKeyDown={(event) => {
            if (!takeFieldKey(editor, event.nativeEvent, event.currentTarget)) return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <Button kind="primary" icon={CornerDownLeft} shortcut="Enter" onClick={run(confirmAndNext)}>
          Confirm
        </Button>
      </div>
      <WordState word={word} draft={draft} />
      <Readings readings={readingsOf(word, suggested)} current={word.text} onChoose={run(choose)} />
      <div className="word-actions">
        <MarkButtons marked={word.mark} onMark={run(mark)} />
      </div>
      <p className="hint word-keys">
        <span>
          <Keys keys={['Enter']} /> confirm
        </span>
        <span>
          <Keys keys={['Tab']} /> {isQueue ? 'later' : 'next'}
        </span>
        <span>
          <Keys keys={['Esc']} /> focus the photo
        </span>
      </p>
    </section>
  );
}

/** The state of the word or of its typed text; after a change elsewhere, what changed. */
function WordState({ word, draft }: { readonly word: EditorWord; readonly draft: Draft | undefined }) {
  const editor = useLabelEditor();
  const isTyped = draft !== undefined && draft.text !== word.text;
  const isBehind = isTyped && isOvertaken(draft, word);
  if (!isBehind && !(isTyped && draft.warning === 'told')) {
    return (
      <p id="word-state" className="word-state" data-kind={kindOf(word)}>
        {isTyped ? 'Not confirmed yet. Press Enter to confirm.' : stateOf(word)}
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
          editor.session.type(word.id, null);
          editor.labelling.callField();
        }}
      >
        Discard my text
      </Button>
    </div>
  );
}

/** Focuses the field on request and selects its text, so that typing replaces it. */
function useFieldFocus({ id }: EditorWord) {
  const editor = useLabelEditor();
  const input = useRef<HTMLInputElement>(null);
  const isCalled = useEditorState('labelling', (state) => state.isFieldCalled);
  useEffect(() => {
    if (!isCalled) return;
    input.current?.focus();
    input.current?.select();
    editor.labelling.answerField();
  }, [editor, isCalled]);
  useEffect(() => {
    // Text typed before and not confirmed must not be overwritten by further typing.
    const isTyped = editor.session.drafts.has(id);
    if (!isTyped && document.activeElement === input.current) input.current?.select();
  }, [editor, id]);
  return input;
}

/** Asks the model for readings of a newly drawn word, which has none yet. */
function useSuggestions({ id, text, alternatives, quad }: EditorWord): void {
  const editor = useLabelEditor();
  const isBlank = text === '' && alternatives.length === 0;
  const box = JSON.stringify(quad);
  useEffect(() => {
    if (isBlank) void suggestReadings(editor, id);
  }, [editor, id, isBlank, box]);
}

function stateOf(word: EditorWord): string {
  const kind = kindOf(word);
  const isOfModel = word.madeBy === null || word.madeBy.kind === 'model';
  if (isOfModel && word.changedBy === null) return kindNames[kind];
  const person = `by ${word.changedBy ?? 'a person'}`;
  const who = word.madeBy?.kind === 'import' ? `from ${word.madeBy.name}` : person;
  const when = formatMoment(word.changedAt);
  return [kind === 'read' || kind === 'uncertain' ? 'Not confirmed' : kindNames[kind], who, when ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

interface ReadingsProps {
  readonly readings: readonly Alternative[];
  /** The text that the word has now. */
  readonly current: string;
  /** Counted from 1. */
  readonly onChoose: (number: number) => void;
}

/** The possible readings of the word, each with its number key. */
function Readings({ readings, current, onChoose }: ReadingsProps) {
  if (readings.length === 0) return null;
  return (
    <ol className="readings" aria-label="Readings">
      {readings.map((alternative, index) => (
        <li key={alternative.text}>
          <button
            type="button"
            className="reading"
            aria-current={alternative.text === current}
            title={`Choose “${alternative.text}” (${index + 1}, or Alt+${index + 1} in the field)`}
            onClick={() => {
              onChoose(index + 1);
            }}
          >
            <kbd>{index + 1}</kbd>
            <bdi className="reading-text">{alternative.text === '' ? 'No text' : alternative.text}</bdi>
            <span className="reading-share">{formatProbability(alternative.confidence)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
