import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { WordForm } from '../../common/word/WordForm.tsx';
import { navigation } from '../../state/stores.ts';
import { Keys } from '../../ui/Keys.tsx';
import { takeFieldKey } from '../commands/keys.ts';
import { choose, confirmAndNext, mark, suggestReadings } from '../commands/transcribing.ts';
import { useCommands, useEditorState, useLabelEditor } from '../editorContext.ts';
import { readingsOf } from '../model/kinds.ts';
import type { EditorWord } from '../model/labels.ts';
import { WordCrop } from './WordCrop.tsx';

/** The current word of the editor, with the field for its text. */
export function WordField({ word }: { readonly word: EditorWord }) {
  const editor = useLabelEditor();
  const run = useCommands();
  const isQueue = useStore(navigation, ({ route }) => route.screen === 'annotate' && route.isQueue);
  const draft = useEditorState('session', (state) => state.drafts.get(word.id));
  const input = useFieldFocus(word);
  const suggested = useEditorState('labelling', (state) => state.suggestions.get(word.id));
  useSuggestions(word);

  return (
    <section className="word-editor" aria-label="Current word">
      <WordForm
        word={word}
        draft={draft}
        proposed={word.text}
        readings={readingsOf(word, suggested)}
        picture={<WordCrop word={word} />}
        input={input}
        onType={(text) => {
          editor.session.type(word.id, text);
          if (text === null) editor.labelling.callField();
        }}
        onChoose={run(choose)}
        onConfirm={run(confirmAndNext)}
        onMark={run(mark)}
        onKeyDown={(event) => {
          if (!takeFieldKey(editor, event.nativeEvent, event.currentTarget)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
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
