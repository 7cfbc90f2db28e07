import { FolderInput, PencilLine, Snowflake } from 'lucide-react';
import { useStore } from 'zustand';
import { importFlow, photoList } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFocusHeir } from '../../ui/useFocusHeir.ts';

/** What a dataset is for, and the two ways to the first one. */
export function EmptyDatasets({ onCreate }: { readonly onCreate: () => void }) {
  const words = useStore(photoList, (state) => state.info?.words ?? 0);
  useFocusHeir('main');
  return (
    <div className="empty-datasets">
      <EmptyState icon={Snowflake} title="No datasets yet">
        <p>
          A dataset is labelled handwriting to learn from. Freeze it, and you can say for good which images
          and which texts a model was trained on, see what changed since, and go back.
        </p>
        <ul className="ways">
          <li>
            <Snowflake size={20} aria-hidden />
            <h2>Freeze what you labelled</h2>
            <p>
              {words === 0
                ? 'The library holds no words yet: add photos, then confirm or correct some words.'
                : 'The words that you confirmed or corrected, of all photos or some.'}
            </p>
            <Button kind="primary" shortcut="c" disabled={words === 0} onClick={onCreate}>
              From the library
            </Button>
          </li>
          <li>
            <FolderInput size={20} aria-hidden />
            <h2>Import</h2>
            <p>Drop a folder or file here: IAM, PAGE XML, ALTO, COCO, CSV, JSON lines and more.</p>
            <Button
              shortcut="i"
              onClick={() => {
                importFlow.getState().open();
              }}
            >
              Import
            </Button>
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
