import { Undo2, X } from 'lucide-react';
import { useStore } from 'zustand';
import { judgements } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import type { Judgement } from './judgeHit.ts';

/** Says which label was just made, and takes it back. */
export function JudgedNotice() {
  const last = useStore(judgements, (state) => state.last);
  const isSending = useStore(judgements, (state) => state.isSending);
  return (
    <div className="judged" role="status">
      {last !== null && (
        <>
          <span>{described(last.judgement)}</span>
          <Button
            kind="quiet"
            icon={Undo2}
            disabled={isSending}
            onClick={() => void judgements.getState().undo()}
          >
            Undo
          </Button>
          <IconButton
            label="Dismiss"
            icon={X}
            onClick={() => {
              judgements.getState().forget();
            }}
          />
        </>
      )}
    </div>
  );
}

function described(judgement: Judgement): string {
  if (judgement.kind === 'text') return `Labelled “${judgement.text.trim()}”.`;
  return judgement.mark === 'illegible' ? 'Marked as illegible.' : 'Marked as no writing.';
}
