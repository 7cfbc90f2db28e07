import { Copy, Download, GitCompare, History, ShieldCheck } from 'lucide-react';
import { useStore } from 'zustand';
import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { datasetTasks } from '../stores.ts';
import { toasts } from '../../state/stores.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { formatMoment, formatPlural } from '../../ui/format.ts';
import { copyText } from '../../state/copyText.ts';
import { shortId } from '../../common/names.ts';
import { stateOf } from '../work/datasetTasks.ts';
import type { Uses } from './uses.ts';
import { VersionUses } from './VersionUses.tsx';
import { VersionWork } from './VersionWork.tsx';

interface VersionItemProps {
  readonly dataset: Dataset;
  readonly record: VersionRecord;
  readonly uses: Uses;
  readonly onRestore: () => void;
  readonly onExport: () => void;
}

/** One version: its id, author, note and size, and the actions on it. */
export function VersionItem({ dataset, record, uses, onRestore, onExport }: VersionItemProps) {
  const { version, parent, author, note, tags, licence, frozenAt, samples, images } = record;
  const isHead = dataset.head === version;
  const address = (tab: 'contents' | 'diff') =>
    formatRoute(datasetRoute(dataset.id, tab, { version, before: tab === 'diff' ? parent : null }));
  return (
    <li
      className={isHead ? 'timeline-item is-head' : 'timeline-item'}
      aria-label={`Version ${shortId(version)}`}
    >
      <div className="version-head">
        <a className="version-id" href={address('contents')} title={version}>
          <code>{shortId(version)}</code>
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
        {formatPlural(samples, 'sample')} on {formatPlural(images, 'image')} · by <bdi>{author}</bdi>
        {parent !== null && ` · parent ${shortId(parent)}`}
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
        <Button kind="quiet" icon={Download} onClick={onExport}>
          Export
        </Button>
        {(!isHead || dataset.isChanged) && (
          <Button kind="quiet" icon={History} onClick={onRestore}>
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
    void toasts.getState().attempt(asked);
  };
  return (
    <Button kind="quiet" icon={ShieldCheck} disabled={isGoing} onClick={verify}>
      {isGoing ? 'Verifying…' : 'Verify'}
    </Button>
  );
}
