import { GitCompareArrows, X } from 'lucide-react';
import { Button } from './Button.tsx';
import { useGlobalKeys } from './useGlobalKeys.ts';

interface CompareMarkedProps<Id> {
  /** What is marked in the list, at least one. */
  readonly marked: readonly Id[];
  /** Marks one, or no longer. */
  readonly onToggle: (id: Id) => void;
  readonly onCompare: () => void;
}

/** What can be done with the marked ones of a list: forget the marks, or, from two on, compare them (`c`). */
export function CompareMarked<Id>({ marked, onToggle, onCompare }: CompareMarkedProps<Id>) {
  const isEnough = marked.length >= 2;
  useGlobalKeys(({ key }) => {
    if (key !== 'c' || !isEnough) return false;
    onCompare();
    return true;
  });
  return (
    <>
      <Button
        kind="quiet"
        icon={X}
        onClick={() => {
          for (const id of marked) onToggle(id);
        }}
      >
        None
      </Button>
      <Button icon={GitCompareArrows} shortcut="c" disabled={!isEnough} onClick={onCompare}>
        Compare
      </Button>
    </>
  );
}
