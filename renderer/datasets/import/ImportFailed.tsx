import { ArrowLeft, CircleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { importFlow } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import type { DatasetTask } from '../work/datasetTasks.ts';

/** Says why nothing was imported, and what to do about it. */
export function ImportFailed({ task }: { readonly task: DatasetTask }) {
  const { back, begin, change } = useStore(importFlow);
  const { request, error } = task;
  const ask = request.work === 'import' ? request.ask : null;
  const isBadRecord = error?.code === 'data-invalid' && ask?.keepGood === false;
  return (
    <>
      <div className="import-failed" role="alert">
        <CircleAlert size={18} aria-hidden />
        <p>{error?.message ?? 'The import was cancelled. Nothing was imported.'}</p>
      </div>
      {isBadRecord && (
        <p className="hint">
          Correct the file and import it again, or skip the invalid records. Skipped records are counted and
          listed.
        </p>
      )}
      <footer className="dialog-footer">
        <Button kind="quiet" icon={ArrowLeft} onClick={back}>
          Back
        </Button>
        {isBadRecord && (
          <Button
            kind="primary"
            autoFocus
            onClick={() => {
              change({ keepGood: true });
              void begin({ ...ask, keepGood: true });
            }}
          >
            Skip invalid records
          </Button>
        )}
      </footer>
    </>
  );
}
