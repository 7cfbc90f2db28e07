import { FolderInput, Snowflake } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { datasetList, photoList } from '../state/stores.ts';
import { importFlow } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { CreateDialog } from './create/CreateDialog.tsx';
import { ImportDialog } from './import/ImportDialog.tsx';
import { DatasetCard } from './list/DatasetCard.tsx';
import { EmptyDatasets } from './list/EmptyDatasets.tsx';
import { GoingTasks } from './work/GoingTasks.tsx';

/** All datasets, and the two ways to create one. */
export function DatasetsScreen() {
  const [isCreating, setCreating] = useState(false);
  const hasWords = useStore(photoList, ({ info }) => (info?.words ?? 0) > 0);
  const hasDatasets = useStore(datasetList, ({ datasets }) => (datasets?.length ?? 0) > 0);
  const create = () => {
    setCreating(true);
  };
  useEffect(() => {
    document.title = 'Datasets · Inkdex';
  }, []);
  useGlobalKeys(({ key }) => {
    if (key === 'i') openImport();
    else if (key === 'c' && (hasWords || hasDatasets)) create();
    else return false;
    return true;
  });

  return (
    <div className="datasets-screen">
      <Content onCreate={create} />
      <ImportDialog />
      {isCreating && (
        <CreateDialog
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
    </div>
  );
}

function openImport(): void {
  importFlow.getState().open();
}

function Content({ onCreate }: { readonly onCreate: () => void }) {
  const { datasets, error, refresh } = useStore(datasetList);
  if (error !== null) {
    return (
      <EmptyState icon={Snowflake} title="Datasets could not be loaded">
        <p role="alert">{error.message}</p>
        <Button onClick={() => void refresh()}>Try again</Button>
      </EmptyState>
    );
  }
  if (datasets === null) return <div aria-busy />;
  if (datasets.length === 0) {
    return (
      <>
        <GoingTasks />
        <EmptyDatasets onCreate={onCreate} />
      </>
    );
  }
  return (
    <>
      <header className="datasets-header">
        <div>
          <h1>Datasets</h1>
          <p className="lead">Labelled handwriting with frozen versions.</p>
        </div>
        <Button icon={FolderInput} shortcut="i" onClick={openImport}>
          Import
        </Button>
        <Button kind="primary" icon={Snowflake} shortcut="c" onClick={onCreate}>
          Create from library
        </Button>
      </header>
      <GoingTasks />
      <ul className="dataset-cards">
        {datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </ul>
    </>
  );
}
