import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { host } from '../../host/transport.ts';
import { attempt } from '../../state/stores.ts';
import { formatPlural } from '../../ui/format.ts';
import { Question } from '../../ui/Question.tsx';
import { exclude } from './sampleSelection.ts';

interface ExcludeDialogProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly onClose: () => void;
  readonly onRemoved?: () => void;
}

/** Asks for confirmation before samples are removed from the dataset. */
export function ExcludeDialog({ dataset, samples, onClose, onRemoved }: ExcludeDialogProps) {
  const remove = async () => {
    const done = attempt(exclude(host, dataset, samples).then(() => true));
    if ((await done) === true) onRemoved?.();
  };
  return (
    <Question
      title={`Remove ${formatPlural(samples.length, 'sample')}?`}
      action="Remove"
      onYes={() => void remove()}
      onClose={onClose}
    >
      <p className="dialog-text">
        They are removed from the current state of the dataset. Existing versions keep them; restoring such a
        version brings them back.
      </p>
    </Question>
  );
}
