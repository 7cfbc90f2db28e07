import { useAsking } from '../../ui/useOpen.ts';
import { GitCompare, Snowflake } from 'lucide-react';
import { useStore } from 'zustand';
import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { attempt, runList, show } from '../../state/stores.ts';
import { datasetTasks } from '../stores.ts';
import type { TabProps } from '../DatasetScreen.tsx';
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
  readonly record: VersionRecord;
}

/** The versions of a dataset as a timeline, newest first. */
export function VersionsTab({ dataset, versions }: TabProps) {
  const { asked: asking, ask, close } = useAsking<Asking>();
  const runs = useStore(runList, (state) => state.runs);
  const { answer: models } = useCall('listModels', {});
  return (
    <div className="dataset-page">
      <ol className="timeline" aria-label="Versions, newest first">
        <Now dataset={dataset} head={versions.find(({ version }) => version === dataset.head)} />
        {versions.map((record) => (
          <VersionItem
            key={record.version}
            dataset={dataset}
            record={record}
            uses={usesOf(record, runs ?? [], models ?? [])}
            onRestore={ask({ what: 'restore', record })}
            onExport={ask({ what: 'export', record })}
            onCut={ask({ what: 'cut', record })}
          />
        ))}
      </ol>
      {asking?.what === 'restore' && (
        <RestoreDialog
          dataset={dataset}
          record={asking.record}
          head={versions.find(({ version }) => version === dataset.head)}
          onClose={close}
        />
      )}
      {asking?.what === 'export' && <ExportDialog dataset={dataset} record={asking.record} onClose={close} />}
      {asking?.what === 'cut' && (
        <CutDialog name={dataset.name} version={asking.record.version} onClose={close} />
      )}
    </div>
  );
}

/** The current state of the dataset: its changes since the last version, or the running freeze job. */
function Now({ dataset, head }: { readonly dataset: Dataset; readonly head: VersionRecord | undefined }) {
  const { id, isChanged } = dataset;
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
  if (head === undefined) {
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
          <strong>Changed since version {head.number}.</strong>{' '}
          <a href={formatRoute(datasetRoute(id, 'diff', { before: head.version }))}>Show changes</a>
        </span>
      </p>
    </li>
  );
}

interface RestoreDialogProps {
  readonly dataset: Dataset;
  readonly record: VersionRecord;
  /** The version that the dataset has now, or has changed since. */
  readonly head: VersionRecord | undefined;
  readonly onClose: () => void;
}

/** Asks for confirmation before a version is restored, and says what would be lost. */
function RestoreDialog({ dataset, record: { version, number }, head, onClose }: RestoreDialogProps) {
  const { id, name, isChanged } = dataset;
  const { answer } = useCall('diffContents', {
    before: { dataset: id },
    after: { version },
    kind: null,
    offset: 0,
    limit: 1,
  });
  const restore = async () => {
    const restored = await attempt(host.restoreVersion({ dataset: id, version }));
    if (restored === undefined) return;
    const samples = formatPlural(restored.samples, 'sample');
    show('notice', `${name} restored to version ${number}: ${samples}.`);
  };
  return (
    <Question
      title={`Restore version ${number}?`}
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
          {head === undefined
            ? 'The current state is not frozen and will be lost. Freeze it first to keep it.'
            : `Changes since version ${head.number} are not frozen and will be lost. Freeze them first to keep them.`}
        </p>
      )}
    </Question>
  );
}
