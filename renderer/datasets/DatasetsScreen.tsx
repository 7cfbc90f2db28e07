import { FolderInput, PenTool, Snowflake } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCall } from '../host/useCall.ts';
import { importFlow, refreshDatasets } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { CreateDialog } from './create/CreateDialog.tsx';
import { DrawDialog } from './create/DrawDialog.tsx';
import { ImportDialog } from './import/ImportDialog.tsx';
import { DatasetCard } from './list/DatasetCard.tsx';
import { EmptyDatasets } from './list/EmptyDatasets.tsx';
import { GoingTasks } from './work/GoingTasks.tsx';

/** All datasets, and the three ways to create one. */
export function DatasetsScreen() {
  const [isCreating, setCreating] = useState(false);
  const [isDrawing, setDrawing] = useState(false);
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
      <Content
        onCreate={create}
        onDraw={() => {
          setDrawing(true);
        }}
      />
      <ImportDialog />
      {isDrawing && (
        <DrawDialog
          onClose={() => {
            setDrawing(false);
          }}
        />
      )}
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

interface ContentProps {
  readonly onCreate: () => void;
  readonly onDraw: () => void;
}

function Content({ onCreate, onDraw }: ContentProps) {
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
        <EmptyDatasets onCreate={onCreate} onDraw={onDraw} />
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
        <Button icon={PenTool} onClick={onDraw}>
          Draw
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
