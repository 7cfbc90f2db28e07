import { TriangleAlert, WifiOff, X } from 'lucide-react';
import { useStore } from 'zustand';
import { editor } from './stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Says why the last action was refused, and how many changes wait for the connection. */
export function Refusal() {
  const refusal = useStore(editor, (state) => state.refusal);
  const isCutOff = useStore(editor, (state) => state.isCutOff);
  const unsaved = useStore(editor, (state) => state.unsaved);
  return (
    <div role="alert">
      {refusal !== null && (
        <div className="refusal">
          <TriangleAlert size={18} aria-hidden />
          <p>
            {refusal.code === 'conflict'
              ? 'Another window changed this first, so your change was not made. The newer version is shown; your text is still in the field.'
              : refusal.message}
          </p>
          <IconButton
            label="Dismiss"
            icon={X}
            onClick={() => {
              editor.getState().dismissRefusal();
            }}
          />
        </div>
      )}
      {isCutOff && (
        <div className="refusal">
          <WifiOff size={18} aria-hidden />
          <p>Connection lost. {formatPlural(unsaved, 'change')} will be saved after reconnecting.</p>
        </div>
      )}
    </div>
  );
}
