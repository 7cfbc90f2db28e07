import { GitCompare, Snowflake } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { runList } from '../../state/stores.ts';
import { datasetTasks } from '../stores.ts';
import type { TabProps } from '../DatasetScreen.tsx';
import { shortId } from '../../common/names.ts';
import { stateOf } from '../work/datasetTasks.ts';
import { GoingTask } from '../work/GoingTasks.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { usesOf } from './uses.ts';
import { VersionItem } from './VersionItem.tsx';

/** The open dialog about a version. */
interface Asking {
  readonly what: 'restore' | 'export';
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
          />
        ))}
      </ol>
      {asking?.what === 'restore' && (
        <RestoreDialog dataset={dataset} version={asking.version} onClose={close} />
      )}
      {asking?.what === 'export' && (
        <ExportDialog dataset={dataset} version={asking.version} onClose={close} />
      )}
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
