import { Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { photoList, toasts } from '../state/stores.ts';
import { removedList } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Opens the list of removed photos; shown while any can be restored. */
export function RemovedButton() {
  const removed = useStore(photoList, (state) => state.info?.removed ?? 0);
  if (removed === 0) return null;
  return (
    <Button
      kind="quiet"
      icon={Undo2}
      aria-haspopup="dialog"
      onClick={() => void toasts.getState().attempt(removedList.getState().open())}
    >
      {formatPlural(removed, 'removed photo')}
    </Button>
  );
}
