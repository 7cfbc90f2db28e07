import { ImagePlus, Sparkles } from 'lucide-react';
import { useStore } from 'zustand';
import { isUnfinished } from '../state/jobs.ts';
import { useCall } from '../host/useCall.ts';
import { jobs } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useFocusHeir } from '../ui/useFocusHeir.ts';
import { AddPhotosButton } from './AddPhotosButton.tsx';
import { importSamples } from './importing.ts';
import { RemovedButton } from './RemovedButton.tsx';
import { UploadProgress } from '../common/UploadProgress.tsx';
import { WatchAFolderButton } from './WatchedFoldersButton.tsx';

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The first screen of a new user: how to add photos, and sample photos to try. */
export function EmptyLibrary() {
  const { answer: info } = useCall('libraryInfo', {});
  const samples = info?.samples ?? 0;
  const isImporting = useStore(jobs, (state) =>
    state.jobs.some((job) => isUnfinished(job) && job.kind === 'import'),
  );
  useFocusHeir('main');
  return (
    <div className="empty-library">
      <EmptyState icon={ImagePlus} title="Drop your photos here">
        <p>
          Whiteboards, notebooks, pages of notes, also as PDFs. Inkdex reads the words in them, and a search
          shows the right photo with the word highlighted. Nothing leaves this machine.
        </p>
        <div className="empty-actions">
          <AddPhotosButton />
          {samples > 0 && (
            <Button icon={Sparkles} disabled={isImporting} onClick={() => void importSamples()}>
              Try {numberWords[samples] ?? String(samples)} sample photos
            </Button>
          )}
          <WatchAFolderButton />
          <RemovedButton />
        </div>
        <UploadProgress />
        {isImporting && (
          <p className="hint" role="status">
            Scanning files…
          </p>
        )}
      </EmptyState>
    </div>
  );
}
