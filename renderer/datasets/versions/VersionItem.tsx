import {
  CircleAlert,
  CircleCheck,
  Copy,
  Download,
  GitCompare,
  History,
  Scissors,
  ShieldCheck,
} from 'lucide-react';
import { useStore } from 'zustand';
import type { VersionId, VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import type { BadPart, DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { datasetTasks } from '../stores.ts';
import { attempt } from '../../state/stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatCount, formatMoment, formatPlural } from '../../ui/format.ts';
import { copyText } from '../../state/messages.ts';
import { shortId } from '../../common/names.ts';
import { type DatasetTask, describeOutcome, stateOf } from '../work/datasetTasks.ts';
import type { Uses } from './usesAndExports.ts';
import { GoingTask } from '../work/GoingTasks.tsx';

interface VersionItemProps {
  readonly dataset: Dataset;
  readonly record: VersionRecord;
  readonly uses: Uses;
  readonly onRestore: () => void;
  readonly onExport: () => void;
  readonly onCut: () => void;
}

/** One version: its id, author, note and size, and the actions on it. */
export function VersionItem({ dataset, record, uses, onRestore, onExport, onCut }: VersionItemProps) {
  const { version, number, parent, author, note, tags, licence, frozenAt, samples, images } = record;
  const isHead = dataset.head === version;
  const address = (tab: 'contents' | 'diff') =>
    formatRoute(datasetRoute(dataset.id, tab, { version, before: tab === 'diff' ? parent : null }));
  return (
    <li className={isHead ? 'timeline-item is-head' : 'timeline-item'} aria-label={`Version ${number}`}>
      <div className="version-head">
        <a className="version-id" href={address('contents')} title={version}>
          Version {number}
        </a>
        <CopyId record={record} />
        {isHead && <span className="tag tag-good">{dataset.isChanged ? 'Changed since' : 'Current'}</span>}
        {tags.map((tag) => (
          <span key={tag} className="tag">
            <bdi>{tag}</bdi>
          </span>
        ))}
        <time dateTime={frozenAt}>{formatMoment(frozenAt)}</time>
      </div>
      {note !== '' && <p className="version-note">{note}</p>}
      <p className="version-facts">
        <code>{shortId(version)}</code> · {formatPlural(samples, 'sample')} on {formatPlural(images, 'image')}{' '}
        · by <bdi>{author}</bdi>
        {licence !== '' && ` · ${licence}`}
      </p>
      <VersionUses uses={uses} />
      <div className="version-actions">
        {parent !== null && (
          <a className="button button-quiet" href={address('diff')}>
            <GitCompare size={16} aria-hidden />
            Show changes{' '}
          </a>
        )}
        <VerifyButton record={record} />
        <Button kind="quiet" icon={Download} changes="exportVersion" onClick={onExport}>
          Export
        </Button>
        <Button kind="quiet" icon={Scissors} changes="cutDataset" onClick={onCut}>
          Cut into characters
        </Button>
        {(!isHead || dataset.isChanged) && (
          <Button kind="quiet" icon={History} changes="restoreVersion" onClick={onRestore}>
            Restore
          </Button>
        )}
      </div>
      <VersionWork version={version} />
    </li>
  );
}

function CopyId({ record: { version } }: { readonly record: VersionRecord }) {
  const copy = () => copyText(version, 'Version id copied.');
  return <IconButton label="Copy full id" icon={Copy} onClick={() => void copy()} />;
}

function VerifyButton({ record: { version } }: { readonly record: VersionRecord }) {
  const isGoing = useStore(datasetTasks, ({ tasks }) =>
    tasks.some(
      (task) =>
        task.request.work === 'verify' && task.request.ask.version === version && stateOf(task) === 'going',
    ),
  );
  const verify = () => {
    const asked = datasetTasks.getState().start({ work: 'verify', ask: { version } });
    void attempt(asked);
  };
  return (
    <Button kind="quiet" icon={ShieldCheck} changes="verifyVersion" disabled={isGoing} onClick={verify}>
      {isGoing ? 'Verifying…' : 'Verify'}
    </Button>
  );
}

/** The runs that trained on a version, with their models, and the models that pre-labelled it. */
function VersionUses({ uses: { trained, labelled } }: { readonly uses: Uses }) {
  if (trained.length === 0 && labelled.length === 0) return null;
  return (
    <dl className="version-uses">
      {trained.length > 0 && (
        <div>
          <dt>Used to train</dt>
          <dd>
            <ul>
              {trained.map(({ run, title, model }) => (
                <li key={run}>
                  <bdi>{title}</bdi>
                  {model !== null && (
                    <>
                      {' → '}
                      <a href={formatRoute({ screen: 'model', model })}>{model}</a>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {labelled.length > 0 && (
        <div>
          <dt>Pre-labelled by</dt>
          <dd>{labelled.join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}

/** The latest jobs on a version, with their progress or result. */
function VersionWork({ version }: { readonly version: VersionId }) {
  const tasks = useStore(datasetTasks, (state) => state.tasks);
  const shown = versionWorks.flatMap(
    (work) => tasks.find(({ request }) => isAbout(request, work, version)) ?? [],
  );
  return shown.map((task) => <TaskEnd key={task.job.id} task={task} />);
}

const versionWorks = ['verify', 'export', 'cut'] as const;

function isAbout(request: DatasetRequest, work: (typeof versionWorks)[number], version: VersionId): boolean {
  return request.work === work && 'version' in request.ask && request.ask.version === version;
}

function TaskEnd({ task }: { readonly task: DatasetTask }) {
  const state = stateOf(task);
  if (state === 'going') return <GoingTask task={task} />;
  if (state === 'cancelled') return null;
  if (task.outcome === null)
    return <Verdict isGood={false} text={task.error?.message ?? 'The job failed.'} />;
  const bad = task.outcome.work === 'verify' ? task.outcome.outcome.bad : [];
  return (
    <>
      <Verdict isGood={bad.length === 0} text={describeOutcome(task.outcome)} />
      {bad.length > 0 && <BadParts parts={bad} />}
      {task.outcome.work === 'export' && <Losses losses={task.outcome.outcome.losses} />}
    </>
  );
}

function Verdict({ isGood, text }: { readonly isGood: boolean; readonly text: string }) {
  const Icon = isGood ? CircleCheck : CircleAlert;
  return (
    <p className={isGood ? 'verdict is-good' : 'verdict is-bad'} role={isGood ? 'status' : 'alert'}>
      <Icon size={16} aria-hidden />
      {text}
    </p>
  );
}

const partNames: Readonly<Record<BadPart['kind'], string>> = {
  manifest: 'Manifest',
  object: 'Image',
  index: 'Index',
};

/** The largest number of entries shown; the count above includes all. */
const partsShown = 200;

function BadParts({ parts }: { readonly parts: readonly BadPart[] }) {
  return (
    <>
      <ul className="bad-parts" tabIndex={0} aria-label="Damaged files">
        {parts.slice(0, partsShown).map((part) => (
          <li key={`${part.kind} ${part.name}`}>
            <strong>{partNames[part.kind]}</strong> <code>{part.path}</code>
            <span>{part.problem}</span>
          </li>
        ))}
      </ul>
      {parts.length > partsShown && (
        <p className="hint">
          Showing {formatCount(partsShown)} of {formatCount(parts.length)}.
        </p>
      )}
    </>
  );
}

function Losses({ losses }: { readonly losses: readonly string[] }) {
  if (losses.length === 0) return null;
  return (
    <ul className="losses" aria-label="Lost in this format">
      {losses.map((loss) => (
        <li key={loss}>{loss}</li>
      ))}
    </ul>
  );
}
