import { useStore } from 'zustand';
import type { CorrectableWord } from '../common/word/correcting.ts';
import { correcting } from '../common/word/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Probability } from '../ui/Progress.tsx';
import { reasonOf, searchedText, type FoundWord } from './hitReadings.ts';

interface YourSearchProps {
  readonly word: CorrectableWord;
  readonly hit: FoundWord;
  /** Called once the word is stored as what was searched for. */
  readonly onDone: () => void;
}

/** What was searched for, how likely a word says it, and a button for that text where the field has another one. */
export function YourSearch({ word, hit, onDone }: YourSearchProps) {
  const isSaving = useStore(correcting, (state) => state.isSaving);
  const text = searchedText(hit);
  const confirm = async () => {
    const { type, confirm: store } = correcting.getState();
    type(word, text);
    if (text !== null && (await store(word, text))) onDone();
  };
  return (
    <div className="word-reason">
      <p>
        Your search: <bdi>{hit.term}</bdi>{' '}
        <Probability label={`Probability that it is “${hit.term}”`} value={hit.probability} />
      </p>
      {text !== null && text !== word.text && (
        <Button changes="editLabels" disabled={isSaving} onClick={() => void confirm()}>
          It says <bdi>{text}</bdi>
        </Button>
      )}
      <p>{reasonOf(hit)}</p>
    </div>
  );
}
