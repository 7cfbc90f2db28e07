import { GitCompareArrows, X } from 'lucide-react';
import { Button } from './Button.tsx';
import { useGlobalKeys } from './useGlobalKeys.ts';

interface CompareMarkedProps<Id> {
  /** The selected items of the list, at least one. */
  readonly marked: readonly Id[];
  /** Selects or deselects an item. */
  readonly onToggle: (id: Id) => void;
  readonly onCompare: () => void;
}

/** Actions for the selected items of a list: clear the selection, or compare two or more (`c`). */
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
        Clear selection
      </Button>
      <Button icon={GitCompareArrows} shortcut="c" disabled={!isEnough} onClick={onCompare}>
        Compare
      </Button>
    </>
  );
}
