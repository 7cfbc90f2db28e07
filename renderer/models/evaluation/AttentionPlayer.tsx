import { useEffect, useState } from 'react';
import type { AttentionMaps } from '../../../shared/contract/evaluation.ts';
import { Button } from '../../ui/Button.tsx';
import { formatProbability } from '../../ui/format.ts';
import { AnswerPicture } from '../../ui/AnswerPicture.tsx';

/** Milliseconds of each letter, as in the animation that is saved. */
const delay = 500;

interface AttentionPlayerProps {
  readonly attention: AttentionMaps;
  /** The word as the network gets it: PNG in base64. */
  readonly word: string;
  readonly save: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/**
 * Shows letter by letter where the network looked. Nothing moves until a person plays it, or steps with the buttons or
 * the arrow keys.
 */
export function AttentionPlayer({ attention: { letters, animation }, word, save }: AttentionPlayerProps) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const last = letters.length - 1;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (at >= last) setPlaying(false);
      else setAt(at + 1);
    }, delay);
    return () => {
      clearTimeout(timer);
    };
  }, [playing, at, last]);

  const letter = letters[at];
  if (letter === undefined) return <p className="hint">The network wrote nothing.</p>;
  const go = (to: number): void => {
    setPlaying(false);
    setAt(Math.max(0, Math.min(last, to)));
  };
  const play = (): void => {
    if (!playing && at >= last) setAt(0);
    setPlaying(!playing);
  };
  return (
    <div
      className="attention"
      role="group"
      aria-label="Attention"
      onKeyDown={({ key }) => {
        if (key === 'ArrowLeft') go(at - 1);
        if (key === 'ArrowRight') go(at + 1);
      }}
    >
      <div className="attention-picture">
        <AnswerPicture bytes={word} alt="Where the network looked" />
        <div className="attention-columns" aria-hidden>
          {letter.columns.map((weight, column) => (
            // The columns of a word stay in their places.
            <span key={column} style={{ opacity: weight }} />
          ))}
        </div>
      </div>
      <p className="attention-letters">
        {letters.map(({ text }, index) => (
          <button
            // A word may have a letter twice.
            key={index}
            type="button"
            aria-pressed={index === at}
            onClick={() => {
              go(index);
            }}
          >
            {text}
          </button>
        ))}
      </p>
      <p className="hint" role="status">
        Letter {at + 1} of {letters.length}: <bdi>{letter.text}</bdi>, {formatProbability(letter.probability)}
      </p>
      <div className="attention-actions">
        <Button onClick={play}>{playing ? 'Pause' : 'Play'}</Button>
        <Button
          disabled={at === 0}
          onClick={() => {
            go(at - 1);
          }}
        >
          Previous
        </Button>
        <Button
          disabled={at === last}
          onClick={() => {
            go(at + 1);
          }}
        >
          Next
        </Button>
        <Button
          onClick={() => {
            save(Uint8Array.from(atob(animation), (character) => character.charCodeAt(0)));
          }}
        >
          Save WebP
        </Button>
      </div>
    </div>
  );
}
