import { EyeOff, SquareSlash } from 'lucide-react';
import type { WordMark } from '../../../shared/contract/word.ts';
import { Button } from '../../ui/Button.tsx';

interface MarkButtonsProps {
  /** What the word is marked as; null for several words. */
  readonly marked: WordMark | null;
  readonly onMark: (mark: Exclude<WordMark, 'text'>) => void;
}

/** Says of writing that nobody can read it, or of a box that it holds no writing. */
export function MarkButtons({ marked, onMark }: MarkButtonsProps) {
  return (
    <>
      <Button
        icon={EyeOff}
        shortcut="I, in the field Alt+I"
        aria-pressed={marked === 'illegible'}
        onClick={() => {
          onMark('illegible');
        }}
      >
        Illegible
      </Button>
      <Button
        icon={SquareSlash}
        shortcut="X, in the field Alt+X"
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
