import { EyeOff, SquareSlash } from 'lucide-react';
import type { CallName } from '../../shared/contract/contract.ts';
import type { WordMark } from '../../shared/contract/word.ts';
import { Button } from './Button.tsx';

interface MarkButtonsProps {
  /** What the word is marked as; null for several words. */
  readonly marked: WordMark | null;
  /** The call that a mark makes; the buttons are disabled where the person may not make it. */
  readonly changes?: CallName;
  readonly onMark: (mark: Exclude<WordMark, 'text'>) => void;
}

/** Marks words as illegible, or boxes as not text. */
export function MarkButtons({ marked, changes, onMark }: MarkButtonsProps) {
  return (
    <>
      <Button
        icon={EyeOff}
        shortcut="I, or Alt+I in the field"
        changes={changes}
        aria-pressed={marked === 'illegible'}
        onClick={() => {
          onMark('illegible');
        }}
      >
        Illegible
      </Button>
      <Button
        icon={SquareSlash}
        shortcut="X, or Alt+X in the field"
        changes={changes}
        aria-pressed={marked === 'not-text'}
        onClick={() => {
          onMark('not-text');
        }}
      >
        Not text
      </Button>
    </>
  );
}
