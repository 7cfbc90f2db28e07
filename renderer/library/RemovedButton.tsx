import { Undo2 } from 'lucide-react';
import { useCall } from '../host/useCall.ts';
import { toasts } from '../state/stores.ts';
import { removedList } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Opens the list of removed photos; shown while any can be restored. */
export function RemovedButton() {
  const { answer: info } = useCall('libraryInfo', {});
  const removed = info?.removed ?? 0;
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
