import { ScanText, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt, jobs } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Offers to read photos again that other models have read; while photos are being read, says which, and stops it. */
export function ReadWithModelsInUse() {
  const { answer: photos = 0 } = useCall('countReadByOthers', {});
  const reading = useStore(jobs, (state) =>
    state.jobs.find((job) => job.kind === 'read' && isUnfinished(job)),
  );
  if (reading !== undefined) {
    return (
      <div className="read-again">
        <p>Under way: {reading.title}.</p>
        <Button
          icon={Square}
          changes="cancelJob"
          onClick={() => void attempt(jobs.getState().control(reading.id, 'cancel'))}
        >
          Stop
        </Button>
      </div>
    );
  }
  if (photos === 0) return null;
  return (
    <div className="read-again">
      <p>
        {formatPlural(photos, 'photo was', 'photos were')} read with other models. What you corrected stays as
        it is.
      </p>
      <Button
        icon={ScanText}
        changes="readWithModelsInUse"
        onClick={() => void attempt(host.readWithModelsInUse({}))}
      >
        Read {photos === 1 ? 'it' : 'them'} again
      </Button>
    </div>
  );
}
