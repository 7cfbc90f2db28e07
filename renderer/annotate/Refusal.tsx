import { TriangleAlert, WifiOff, X } from 'lucide-react';
import { useStore } from 'zustand';
import { editor } from '../stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Why the last action was not done, and what waits for the house to be back. */
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
              ? 'Somebody changed this in another window first, so your change was not made. You see the newer state; what you typed is still in the field.'
              : refusal.message}
          </p>
          <IconButton
            label="Close this message"
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
          <p>
            {formatPlural(unsaved, 'change')} not saved yet: Inkdex does not answer. They are sent when it is
            back.
          </p>
        </div>
      )}
    </div>
  );
}
