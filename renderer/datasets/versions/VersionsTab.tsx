import { GitCompare, Snowflake } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { runList, toasts } from '../../state/stores.ts';
import { datasetTasks } from '../stores.ts';
import type { TabProps } from '../DatasetScreen.tsx';
import { shortId } from '../../common/names.ts';
import { stateOf } from '../work/datasetTasks.ts';
import { GoingTask } from '../work/GoingTasks.tsx';
import { CutDialog } from './CutDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { usesOf } from './usesAndExports.ts';
import { VersionItem } from './VersionItem.tsx';
import { host } from '../../host/transport.ts';
import { Question } from '../../ui/Question.tsx';
import { formatPlural } from '../../ui/format.ts';
import { describeChanges } from '../diff/changes.ts';

/** The open dialog about a version. */
interface Asking {
  readonly what: 'restore' | 'export' | 'cut';
  readonly version: VersionId;
}

/** The versions of a dataset as a timeline, newest first. */
export function VersionsTab({ dataset, versions }: TabProps) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const runs = useStore(runList, (state) => state.runs);
  const { answer: models } = useCall('listModels', {});
  const close = () => {
    setAsking(null);
  };
  return (
    <div className="dataset-page">
      <ol className="timeline" aria-label="Versions, newest first">
        <Now dataset={dataset} />
        {versions.map((record) => (
          <VersionItem
            key={record.version}
            dataset={dataset}
            record={record}
            uses={usesOf(record, runs ?? [], models ?? [])}
            onRestore={() => {
              setAsking({ what: 'restore', version: record.version });
            }}
            onExport={() => {
              setAsking({ what: 'export', version: record.version });
            }}
            onCut={() => {
              setAsking({ what: 'cut', version: record.version });
            }}
          />
        ))}
      </ol>
      {asking?.what === 'restore' && (
        <RestoreDialog dataset={dataset} version={asking.version} onClose={close} />
      )}
      {asking?.what === 'export' && (
        <ExportDialog dataset={dataset} version={asking.version} onClose={close} />
      )}
      {asking?.what === 'cut' && <CutDialog name={dataset.name} version={asking.version} onClose={close} />}
    </div>
  );
}

/** The current state of the dataset: its changes since the last version, or the running freeze job. */
function Now({ dataset }: { readonly dataset: Dataset }) {
  const { id, head, isChanged } = dataset;
  const freezing = useStore(datasetTasks, ({ tasks }) =>
    tasks.find(
      (task) =>
        task.request.work === 'freeze' && task.request.ask.dataset === id && stateOf(task) === 'going',
    ),
  );
  if (freezing !== undefined) {
    return (
      <li className="timeline-item is-now">
        <GoingTask task={freezing} />
      </li>
    );
  }
  if (head === null) {
    return (
      <li className="timeline-item is-now">
        <p className="timeline-now">
          <Snowflake size={16} aria-hidden />
          <span>
            <strong>Not frozen yet.</strong> Freezing creates a version whose id identifies every image and
            every label exactly.
          </span>
        </p>
      </li>
    );
  }
  if (!isChanged) return null;
  return (
    <li className="timeline-item is-now">
      <p className="timeline-now">
        <GitCompare size={16} aria-hidden />
        <span>
          <strong>Changed since {shortId(head)}.</strong>{' '}
          <a href={formatRoute(datasetRoute(id, 'diff', { before: head }))}>Show changes</a>
        </span>
      </p>
    </li>
  );
}

interface RestoreDialogProps {
  readonly dataset: Dataset;
  readonly version: VersionId;
  readonly onClose: () => void;
}

/** Asks for confirmation before a version is restored, and says what would be lost. */
function RestoreDialog({ dataset, version, onClose }: RestoreDialogProps) {
  const { id, name, isChanged, head } = dataset;
  const { answer } = useCall('diffContents', {
    before: { dataset: id },
    after: { version },
    kind: null,
    offset: 0,
    limit: 1,
  });
  const restore = async () => {
    const restored = await toasts.getState().attempt(host.restoreVersion({ dataset: id, version }));
    if (restored === undefined) return;
    const samples = formatPlural(restored.samples, 'sample');
    toasts.getState().show('notice', `${name} restored to version ${shortId(version)}: ${samples}.`);
  };
  return (
    <Question
      title={`Restore version ${shortId(version)}?`}
      action="Restore"
      isSafe={!isChanged}
      onYes={() => void restore()}
      onClose={onClose}
    >
      <p className="dialog-text" role="status">
        This changes the current state of {name}:{' '}
        {answer === undefined ? '…' : describeChanges(answer.counts)}. All versions stay.
      </p>
      {isChanged && (
        <p className="dialog-warning">
          {head === null
            ? 'The current state is not frozen and will be lost. Freeze it first to keep it.'
            : `Changes since ${shortId(head)} are not frozen and will be lost. Freeze them first to keep them.`}
        </p>
      )}
    </Question>
  );
}
