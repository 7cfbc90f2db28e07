import { type KeyboardEvent, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Alternative } from '../../../shared/contract/word.ts';
import { ChangesRefused } from '../../ui/Button.tsx';
import { digitWithAlt } from '../../ui/keyboard.ts';
import { keyOf, type CorrectableWord } from './correcting.ts';
import { correcting } from './stores.ts';
import { WordForm } from './WordForm.tsx';
import { shownReadings } from './wordState.ts';

interface WordCorrectionProps {
  readonly word: CorrectableWord;
  readonly picture: ReactNode;
  /** What the field proposes. Default: the text of the word. */
  readonly proposed?: string;
  /** Default: the readings of the word. */
  readonly readings?: readonly Alternative[];
  /** Whether the field gets the focus at once. */
  readonly isFocused?: boolean;
  /** The model that read the word, by its name. */
  readonly reader?: string;
  /** Called once the correction is stored. */
  readonly onDone?: () => void;
  /** Escape in the field. */
  readonly onLeave?: () => void;
}

/** Corrects one word in place: a typed text or a reading is confirmed with Enter. */
export function WordCorrection(props: WordCorrectionProps) {
  const { word, picture, proposed = word.text, isFocused = false, onDone, onLeave } = props;
  const readings = shownReadings(props.readings ?? word.alternatives);
  const isRefused = use(ChangesRefused)('editLabels') !== null;
  const input = useRef<HTMLInputElement>(null);
  const key = keyOf(word);
  const draft = useStore(correcting, ({ drafts }) => drafts.get(key));
  const isSaving = useStore(correcting, (state) => state.isSaving);
  const failure = useStore(correcting, ({ failed }) => (failed?.word === key ? failed.failure : null));
  const { type, confirm, mark } = correcting.getState();
  // Counts the requests for the field: it is focused once it shows its new text.
  const [calls, setCalls] = useState(isFocused ? 1 : 0);
  useEffect(() => {
    // A field that only shows gets no focus.
    if (calls === 0 || isRefused) return;
    input.current?.focus();
    input.current?.select();
  }, [calls, isRefused]);
  const focus = () => {
    setCalls(calls + 1);
  };
  const choose = (number: number): void => {
    const reading = readings[number - 1];
    if (reading === undefined) return;
    type(word, reading.text);
    focus();
  };
  const finish = (stored: Promise<boolean>): void => {
    void stored.then((isStored) => {
      if (isStored) onDone?.();
    });
  };
  const takeKey = (event: KeyboardEvent): boolean => {
    if (event.nativeEvent.isComposing) return false;
    const reading = digitWithAlt(event);
    if (reading !== null) choose(reading);
    else if (event.altKey && event.code === 'KeyI') finish(mark(word, 'illegible'));
    else if (event.altKey && event.code === 'KeyX') finish(mark(word, 'not-text'));
    else if (event.key === 'Escape' && onLeave !== undefined) onLeave();
    else if (event.key !== 'Enter') return false;
    // Enter that is held down from an earlier step confirms nothing.
    else if (!event.repeat) finish(confirm(word, proposed));
    return true;
  };

  return (
    <>
      <WordForm
        word={word}
        draft={draft}
        proposed={proposed}
        readings={readings}
        {...(props.reader === undefined ? {} : { reader: props.reader })}
        picture={picture}
        input={input}
        isBusy={isSaving}
        onType={(text) => {
          type(word, text);
          if (text === null) focus();
        }}
        onChoose={choose}
        onConfirm={() => {
          finish(confirm(word, proposed));
        }}
        onMark={(as) => {
          finish(mark(word, as));
        }}
        onKeyDown={(event) => {
          if (takeKey(event)) event.preventDefault();
        }}
      />
      {failure !== null && (
        <p className="word-failure" role="alert">
          {failure.message}
        </p>
      )}
    </>
  );
}
