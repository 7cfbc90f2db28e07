import { formatProbability } from '../../ui/format.ts';
import type { Alternative } from '../../../shared/contract/word.ts';

interface ReadingsProps {
  readonly readings: readonly Alternative[];
  /** The text that the word has now. */
  readonly current: string;
  /** Counted from 1. */
  readonly onChoose: (number: number) => void;
}

/** The possible readings of the word, each with its number key. */
export function Readings({ readings, current, onChoose }: ReadingsProps) {
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
