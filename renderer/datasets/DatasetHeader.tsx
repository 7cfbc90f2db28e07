import { FolderInput, Pencil, RefreshCw, Snowflake, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { VersionRecord } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { datasetTasks, importFlow } from './stores.ts';
import { toasts } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { FrozenBadge } from './FrozenBadge.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { FreezeDialog } from './versions/FreezeDialog.tsx';
import { stateOf } from './work/datasetTasks.ts';

interface DatasetHeaderProps {
  readonly dataset: Dataset;
  readonly versions: readonly VersionRecord[];
}

type Asking = 'freeze' | 'rename' | 'delete' | null;

/** The dataset's name and size, and the actions on the whole dataset. */
export function DatasetHeader({ dataset, versions }: DatasetHeaderProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const isFreezing = useStore(datasetTasks, ({ tasks }) =>
    tasks.some(
      (task) =>
        task.request.work === 'freeze' &&
        task.request.ask.dataset === dataset.id &&
        stateOf(task) === 'going',
    ),
  );
  const close = () => {
    setAsking(null);
  };
  useGlobalKeys(({ key }) => {
    if (key !== 'f' || isFreezing) return false;
    setAsking('freeze');
    return true;
  });

  return (
    <header className="photo-header dataset-header">
      <BackLink href="#/datasets" label="Back to the datasets" />
      <div className="photo-title">
        <h1 dir="auto">{dataset.name}</h1>
        <p>
          <FrozenBadge dataset={dataset} />
          <span>
            {formatPlural(dataset.samples, 'sample')} on {formatPlural(dataset.images, 'image')}
            {dataset.licence === '' ? '' : ` · ${dataset.licence}`}
          </span>
        </p>
      </div>
      <RefreshButton dataset={dataset} />
      <IconButton
        label="Import more samples"
        icon={FolderInput}
        onClick={() => {
          importFlow.getState().open(dataset.name);
        }}
      />
      <IconButton
        label="Rename"
        icon={Pencil}
        onClick={() => {
          setAsking('rename');
        }}
      />
      <IconButton
        label="Delete"
        icon={Trash2}
        onClick={() => {
          setAsking('delete');
        }}
      />
      <Button
        kind={dataset.isChanged ? 'primary' : 'plain'}
        icon={Snowflake}
        shortcut="f"
        aria-disabled={isFreezing}
        onClick={() => {
          if (!isFreezing) setAsking('freeze');
        }}
      >
        {isFreezing ? 'Freezing…' : 'Freeze'}
      </Button>
      {asking === 'freeze' && <FreezeDialog dataset={dataset} onClose={close} />}
      {asking === 'rename' && <RenameDialog dataset={dataset} onClose={close} />}
      {asking === 'delete' && <DeleteDialog dataset={dataset} versions={versions} onClose={close} />}
    </header>
  );
}

/** Updates a dataset created from the library with words labelled since then. */
function RefreshButton({ dataset: { id, name, origin } }: { readonly dataset: Dataset }) {
  if (origin.kind !== 'library') return null;
  const refresh = () => {
    const ask = {
      name,
      dataset: id,
      query: origin.query,
      mode: null,
      splitRule: null,
      licence: null,
    } as const;
    void toasts.getState().attempt(datasetTasks.getState().start({ work: 'create', ask }));
  };
  return <IconButton label="Update from library" icon={RefreshCw} onClick={refresh} />;
}
