import { ScanText } from 'lucide-react';
import { useStore } from 'zustand';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt, jobs } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';

/** Offers to read photos again that other models have read. Shown while there are some and no photos are being read. */
export function ReadWithModelsInUse() {
  const { answer: photos = 0 } = useCall('countReadByOthers', {});
  const isReading = useStore(jobs, (state) =>
    state.jobs.some((job) => job.kind === 'read' && isUnfinished(job)),
  );
  if (photos === 0 || isReading) return null;
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
