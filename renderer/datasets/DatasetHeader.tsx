import { useAsking } from '../ui/useOpen.ts';
import { nameProblem } from './DatasetFields.tsx';
import { NameDialog } from '../common/NameDialog.tsx';
import { FolderInput, Pencil, PencilLine, RefreshCw, Snowflake, Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import type { VersionRecord } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { datasetTasks, importFlow } from './stores.ts';
import { navigation, toasts } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { FreezeDialog } from './versions/FreezeDialog.tsx';
import { stateOf } from './work/datasetTasks.ts';
import { host } from '../host/transport.ts';
import { Question } from '../ui/Question.tsx';

interface DatasetHeaderProps {
  readonly dataset: Dataset;
  readonly versions: readonly VersionRecord[];
}

/** The dataset's name and size, and the actions on the whole dataset. */
export function DatasetHeader({ dataset, versions }: DatasetHeaderProps) {
  const { asked: asking, ask, close } = useAsking<'freeze' | 'rename' | 'delete'>();
  const isFreezing = useStore(datasetTasks, ({ tasks }) =>
    tasks.some(
      (task) =>
        task.request.work === 'freeze' &&
        task.request.ask.dataset === dataset.id &&
        stateOf(task) === 'going',
    ),
  );
  useGlobalKeys(({ key }) => {
    if (key !== 'f' || isFreezing) return false;
    ask('freeze')();
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
        changes="importDataset"
        icon={FolderInput}
        onClick={() => {
          importFlow.getState().open(dataset.name);
        }}
      />
      <IconButton label="Rename" changes="renameDataset" icon={Pencil} onClick={ask('rename')} />
      <IconButton label="Delete" changes="deleteDataset" icon={Trash2} onClick={ask('delete')} />
      <Button
        kind={dataset.isChanged ? 'primary' : 'plain'}
        icon={Snowflake}
        shortcut="f"
        changes="freezeDataset"
        aria-disabled={isFreezing}
        onClick={isFreezing ? undefined : ask('freeze')}
      >
        {isFreezing ? 'Freezing…' : 'Freeze'}
      </Button>
      {asking === 'freeze' && <FreezeDialog dataset={dataset} onClose={close} />}
      {asking === 'rename' && (
        <NameDialog
          title="Rename dataset"
          submit="Rename"
          name={dataset.name}
          longest={100}
          problemOf={nameProblem}
          save={(name) => host.renameDataset({ dataset: dataset.id, name })}
          onClose={close}
        />
      )}
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
  return (
    <IconButton label="Update from library" changes="createDataset" icon={RefreshCw} onClick={refresh} />
  );
}

/** Shows whether a dataset equals its last version. */
export function FrozenBadge({ dataset: { head, isChanged } }: { readonly dataset: Dataset }) {
  if (head === null) return <span className="tag">Not frozen</span>;
  if (isChanged) {
    return (
      <span className="tag tag-changed" title={`Changed since version ${head}`}>
        <PencilLine size={12} aria-hidden />
        Changed
      </span>
    );
  }
  return (
    <span className="tag tag-good" title={`Version ${head}`}>
      <Snowflake size={12} aria-hidden />
      Frozen
    </span>
  );
}

interface DeleteDialogProps {
  readonly dataset: Dataset;
  readonly versions: readonly VersionRecord[];
  readonly onClose: () => void;
}

/** Asks for confirmation before a dataset is deleted with all its versions. */
function DeleteDialog({ dataset, versions, onClose }: DeleteDialogProps) {
  const remove = async () => {
    const done = await toasts.getState().attempt(host.deleteDataset({ dataset: dataset.id }));
    if (done === undefined) return;
    navigation.getState().navigate({ screen: 'datasets' });
    toasts.getState().show('notice', `${dataset.name} was deleted.`);
  };
  return (
    <Question title={`Delete ${dataset.name}?`} action="Delete" onYes={() => void remove()} onClose={onClose}>
      <p className="dialog-text">
        This permanently deletes {formatPlural(dataset.samples, 'sample')}
        {versions.length > 0 && ` and ${formatPlural(versions.length, 'version')}`}. Models keep the id of the
        version that they were trained on, but the version can no longer be viewed. To keep a copy, export a
        version first.
      </p>
    </Question>
  );
}
