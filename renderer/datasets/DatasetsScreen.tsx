import { FolderInput, Snowflake } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCall } from '../host/useCall.ts';
import { importFlow, refreshDatasets } from './stores.ts';
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
  const { answer: info } = useCall('libraryInfo', {});
  const { answer: datasets = [] } = useCall('listDatasets', {});
  const create = () => {
    setCreating(true);
  };
  useEffect(() => {
    document.title = 'Datasets · Inkdex';
  }, []);
  useGlobalKeys(({ key }) => {
    if (key === 'i') openImport();
    else if (key === 'c' && ((info?.words ?? 0) > 0 || datasets.length > 0)) create();
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
  const { answer: datasets, error } = useCall('listDatasets', {});
  if (error !== null) {
    return (
      <EmptyState icon={Snowflake} title="Datasets could not be loaded">
        <p role="alert">{error.message}</p>
        <Button onClick={() => void refreshDatasets()}>Try again</Button>
      </EmptyState>
    );
  }
  if (datasets === undefined) return <div aria-busy />;
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
