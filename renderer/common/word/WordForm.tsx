import { CornerDownLeft } from 'lucide-react';
import { use, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { Alternative, WordMark } from '../../../shared/contract/word.ts';
import { Button, ChangesRefused } from '../../ui/Button.tsx';
import { formatProbability } from '../../ui/format.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { isOvertaken, type Draft } from './draft.ts';
import { becomeSince, kindNames, kindOf, shownText, stateOf, type WordState } from './wordState.ts';

export interface WordFormProps {
  readonly word: WordState;
  /** What was typed and not confirmed yet. */
  readonly draft: Draft | undefined;
  /** What the field shows while nothing was typed. */
  readonly proposed: string;
  readonly readings: readonly Alternative[];
  /** The word enlarged. */
  readonly picture: ReactNode;
  /** The model that read the word, by its name. */
  readonly reader?: string;
  readonly input?: Ref<HTMLInputElement>;
  /** Whether an answer is awaited. */
  readonly isBusy?: boolean;
  /** Null discards what was typed. */
  readonly onType: (text: string | null) => void;
  /** With the number of a reading, counted from 1. */
  readonly onChoose: (number: number) => void;
  readonly onConfirm: () => void;
  readonly onMark: (mark: Exclude<WordMark, 'text'>) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** One word, wherever it is corrected: its picture, a field for its text, its state, its readings, and marks. */
export function WordForm(props: WordFormProps) {
  const { word, draft, proposed, readings, picture, input, isBusy = false } = props;
  const refusal = use(ChangesRefused)('editLabels');
  return (
    <>
      {picture}
      <div className="word-field">
        <input
          ref={input}
          type="text"
          dir="auto"
          value={draft?.text ?? proposed}
          readOnly={refusal !== null}
          maxLength={1000}
          placeholder={word.mark === 'text' ? 'Type the word' : kindNames[word.mark]}
          aria-label="Text of the word"
          aria-describedby="word-state"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          onChange={(event) => {
            props.onType(event.target.value);
          }}
          onKeyDown={props.onKeyDown}
        />
        <Button
          kind="primary"
          icon={CornerDownLeft}
          shortcut="Enter"
          changes="editLabels"
          disabled={isBusy}
          onClick={props.onConfirm}
        >
          Confirm
        </Button>
      </div>
      <State {...props} />
      <Readings readings={readings} current={word.text} onChoose={props.onChoose} />
      <div className="word-actions">
        <MarkButtons marked={word.mark} changes="editLabels" onMark={props.onMark} />
      </div>
    </>
  );
}

/** The state of the word or of its typed text; after a change elsewhere, what changed. */
function State({ word, draft, proposed, reader, onType }: WordFormProps) {
  const isTyped = (draft?.text ?? proposed) !== word.text;
  const isBehind = draft !== undefined && isTyped && isOvertaken(draft, word);
  if (!isBehind && !(isTyped && draft?.warning === 'told')) {
    return (
      <p id="word-state" className="word-state" data-kind={kindOf(word)}>
        {isTyped ? 'Not confirmed yet. Press Enter to confirm.' : stateOf(word, reader)}
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
          onType(null);
        }}
      >
        Discard my text
      </Button>
    </div>
  );
}

type ReadingsProps = Pick<WordFormProps, 'readings' | 'onChoose'> & {
  /** The text that the word has now. */
  readonly current: string;
};

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
            title={`Choose “${alternative.text}” (Alt+${index + 1} in the field)`}
            onClick={() => {
              onChoose(index + 1);
            }}
          >
            <kbd>{index + 1}</kbd>
            <bdi className="reading-text">{shownText(alternative.text)}</bdi>
            <span className="reading-share">{formatProbability(alternative.confidence)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
