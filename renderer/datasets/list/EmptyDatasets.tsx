import { FolderInput, PencilLine, PenTool, Snowflake } from 'lucide-react';
import { importFlow } from '../stores.ts';
import { useCall } from '../../host/useCall.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFocusHeir } from '../../ui/useFocusHeir.ts';

interface EmptyDatasetsProps {
  readonly onCreate: () => void;
  readonly onDraw: () => void;
}

/** Explains datasets, and offers the three ways to create the first one. */
export function EmptyDatasets({ onCreate, onDraw }: EmptyDatasetsProps) {
  const { answer: info } = useCall('libraryInfo', {});
  const words = info?.words ?? 0;
  useFocusHeir('main');
  return (
    <div className="empty-datasets">
      <EmptyState icon={Snowflake} title="No datasets yet">
        <p>
          A dataset is labelled handwriting for training. Freezing it creates a version that never changes: it
          records which images and texts a model was trained on. Versions can be compared and restored.
        </p>
        <ul className="ways">
          <li>
            <Snowflake size={20} aria-hidden />
            <h2>Create from library</h2>
            <p>
              {words === 0
                ? 'The library has no words yet. Add photos, then confirm or correct some words.'
                : 'Uses the words that you confirmed or corrected, on all photos or some.'}
            </p>
            <Button kind="primary" shortcut="c" disabled={words === 0} onClick={onCreate}>
              Create from library{' '}
            </Button>
          </li>
          <li>
            <FolderInput size={20} aria-hidden />
            <h2>Import</h2>
            <p>Drop a folder or file here: IAM, PAGE XML, ALTO, COCO, CSV, JSON Lines and more.</p>
            <Button
              shortcut="i"
              onClick={() => {
                importFlow.getState().open();
              }}
            >
              Import
            </Button>
          </li>
          <li>
            <PenTool size={20} aria-hidden />
            <h2>Draw</h2>
            <p>Draws your words or lines with handwriting fonts, as many as you like.</p>
            <Button onClick={onDraw}>Draw a dataset</Button>
          </li>
        </ul>
        {words > 0 && (
          <p>
            <PencilLine size={14} aria-hidden /> Nothing confirmed yet? <a href="#/label">Label some words</a>
          </p>
        )}
      </EmptyState>
    </div>
  );
}
