import { Undo2, X } from 'lucide-react';
import { useStore } from 'zustand';
import { Button, IconButton } from '../ui/Button.tsx';
import type { Judgement } from './judgements.ts';
import { judgements } from './stores.ts';

/** Reports the label that was just made, with Undo, or the error if it could not be made. */
export function JudgedNotice() {
  const last = useStore(judgements, (state) => state.last);
  const isSending = useStore(judgements, (state) => state.isSending);
  const error = useStore(judgements, (state) => state.error);
  const { undo, forget, forgetError } = judgements.getState();
  return (
    <>
      <div className="judged" role="status">
        {last !== null && (
          <>
            {/* A new key, so that a screen reader announces the next label even if its text is the same. */}
            <Said key={`${String(last.photo)} ${last.revision}`} judgement={last.judgement} />
            <Button kind="quiet" icon={Undo2} disabled={isSending} onClick={() => void undo()}>
              Undo
            </Button>
            <IconButton label="Dismiss" icon={X} onClick={forget} />
          </>
        )}
      </div>
      <div className="judged is-wrong" role="alert">
        {error !== null && (
          <>
            <span>{error.message}</span>
            <IconButton label="Dismiss error" icon={X} onClick={forgetError} />
          </>
        )}
      </div>
    </>
  );
}

function Said({ judgement }: { readonly judgement: Judgement }) {
  if (judgement.kind === 'mark') {
    return <span>{judgement.mark === 'illegible' ? 'Marked as illegible.' : 'Marked as not text.'}</span>;
  }
  return (
    <span>
      Labelled “<bdi>{judgement.text.trim()}</bdi>”.
    </span>
  );
}
