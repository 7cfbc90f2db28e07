import { useWindowEvent } from '../ui/useWindowEvent.ts';
import { stateNames } from '../state/runList.ts';
import { useOpen } from '../ui/useOpen.ts';
import { Bell, CircleCheck, CircleDashed, Download, Pause, Play, X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { isUnfinished, overallProgress } from '../../shared/jobProgress.ts';
import { downloadExport } from '../host/download.ts';
import { useCall } from '../host/useCall.ts';
import { mayAskToNotify } from '../common/notifications.ts';
import { ReadUnread } from '../common/ReadUnread.tsx';
import { useUnread } from '../common/unread.ts';
import { describeOutcome, type JobOrder } from '../state/jobs.ts';
import { attempt, jobs, runList } from '../state/stores.ts';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import { ProgressBar, ProgressRing } from '../ui/Progress.tsx';
import { CancelRun } from '../common/CancelRun.tsx';
import { formatRoute } from '../state/route.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { isFocusLost } from '../ui/keyboard.ts';

/** A ring with the progress of all jobs; a click opens their list. */
export function JobsButton() {
  const all = useStore(jobs, (state) => state.jobs);
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const unfinished = all.filter(isUnfinished);
  const unread = useUnread();
  const label =
    unfinished.length > 0
      ? formatPlural(unfinished.length, 'job')
      : unread > 0
        ? `${formatPlural(unread, 'photo')} not read`
        : 'All done';
  useClickOutside(place, isOpen, () => {
    setOpen(false);
  });

  return (
    <div
      ref={place}
      className="jobs"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        place.current?.querySelector('button')?.focus();
      }}
    >
      <button
        type="button"
        className="sidebar-item"
        aria-expanded={isOpen}
        aria-label={`Jobs: ${label}`}
        title={label}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {unfinished.length > 0 ? (
          <ProgressRing value={overallProgress(all)} />
        ) : unread > 0 ? (
          <CircleDashed size={18} aria-hidden />
        ) : (
          <CircleCheck size={18} aria-hidden />
        )}
        <span className="sidebar-label">{label}</span>
      </button>
      {isOpen && <JobsPopover jobs={all} unread={unread} />}
    </div>
  );
}

function useClickOutside(
  place: RefObject<HTMLElement | null>,
  isActive: boolean,
  onOutside: () => void,
): void {
  useWindowEvent(
    'pointerdown',
    ({ target }) => {
      if (target instanceof Node && place.current?.contains(target) !== true) onOutside();
    },
    isActive,
  );
}

/** Number of finished jobs that are shown. */
const finishedShown = 5;

interface JobsPopoverProps {
  readonly jobs: readonly Job[];
  /** Number of photos that have not been read and that no job will read. */
  readonly unread: number;
}

function JobsPopover({ jobs, unread }: JobsPopoverProps) {
  const unfinished = jobs.filter(isUnfinished);
  const finished = jobs.filter((job) => !isUnfinished(job)).slice(0, finishedShown);
  const section = useRef<HTMLElement>(null);
  return (
    <section
      ref={section}
      className="popover jobs-popover"
      aria-label="Jobs"
      tabIndex={-1}
      {...useKeptFocus(section)}
    >
      {unread > 0 && (
        <div className="jobs-unread">
          <p>
            {formatPlural(unread, 'photo has', 'photos have')} not been read, so search cannot find{' '}
            {unread === 1 ? 'its' : 'their'} words.
          </p>
          <ReadUnread />
        </div>
      )}
      {jobs.length === 0 && <p className="hint">Imports and other jobs appear here.</p>}
      {unfinished.length > 0 && <JobList title="In progress" jobs={unfinished} />}
      {unfinished.length > 0 && <NotifyButton />}
      {finished.length > 0 && <JobList title="Recent" jobs={finished} />}
    </section>
  );
}

/** Asks for permission to notify when long work ends while the window is not in front. Browsers ask only after a click. */
function NotifyButton() {
  const [mayAsk, setMayAsk] = useState(mayAskToNotify);
  if (!mayAsk) return null;
  return (
    <Button
      kind="quiet"
      icon={Bell}
      onClick={() => {
        void Notification.requestPermission().then(() => {
          setMayAsk(mayAskToNotify());
        });
      }}
    >
      Notify me when done
    </Button>
  );
}

/** When a job ends, its focused button disappears. The list then gets the focus, so that Escape and Tab still work. */
function useKeptFocus(section: RefObject<HTMLElement | null>): {
  readonly onFocus: () => void;
  readonly onBlur: () => void;
} {
  const hadFocus = useRef(false);
  useEffect(() => {
    if (hadFocus.current && isFocusLost()) section.current?.focus();
  });
  return {
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: () => {
      hadFocus.current = false;
    },
  };
}

function JobList({ title, jobs }: { readonly title: string; readonly jobs: readonly Job[] }) {
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {jobs.map((job) => (
          <JobItem key={job.id} job={job} />
        ))}
      </ul>
    </>
  );
}

function JobItem({ job }: { readonly job: Job }) {
  const progress = job.total === null ? null : job.total === 0 ? 1 : job.done / job.total;
  const details = [stateOf(job), describeOutcome(job)].filter((part) => part !== '').join(' · ');
  return (
    <li className="job" data-state={job.state}>
      <div className="job-head">
        <JobTitle job={job} />
        <JobControls job={job} />
      </div>
      {isUnfinished(job) && <ProgressBar label={job.title} value={progress} />}
      <p className="job-details">
        {isUnfinished(job) && <span>{countOf(job)}</span>}
        <span>{details}</span>
      </p>
      {job.error !== null && <p className="job-error">{job.error.message}</p>}
      {job.passedOver > 0 && <PassedOver job={job.id} />}
    </li>
  );
}

/** The files that an import has passed over, once a person asks. */
function PassedOver({ job }: { readonly job: JobId }) {
  const [isOpen, setOpen] = useState(false);
  const { answer, error } = useCall('listPassedOver', isOpen ? { job } : null);
  return (
    <details
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>No photos, so passed over</summary>
      {error !== null && <p className="job-error">{error.message}</p>}
      <ul aria-label="Passed over">
        {answer?.map((path) => (
          <li key={path} className="hint" dir="auto">
            {path}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The title, which is a link to the screen of a training. */
function JobTitle({ job: { id, title } }: { readonly job: Job }) {
  const run = useStore(runList, (state) => state.runs?.find(({ job }) => job === id)?.id);
  if (run === undefined) return <span className="job-title">{title}</span>;
  return (
    <a className="job-title" href={formatRoute({ screen: 'run', run })}>
      {title}
    </a>
  );
}

function JobControls({ job: { id, kind, state, title, hasDownload } }: { readonly job: Job }) {
  const busy = useStore(jobs, ({ underWay }) => underWay.get(id));
  const isBusy = busy !== undefined;
  const asking = useOpen();
  const order = async (wanted: JobOrder) => {
    // Another order is not ignored: a job may be cancelled while it is being paused or resumed.
    if (busy === wanted) return;
    await attempt(jobs.getState().control(id, wanted));
  };
  if (state === 'done' && hasDownload) {
    return <IconButton label="Download" icon={Download} onClick={() => void attempt(downloadExport(id))} />;
  }
  if (!isUnfinished({ state })) return null;
  return (
    <span className="job-controls">
      <IconButton
        {...(state === 'paused'
          ? { label: 'Resume', icon: Play, changes: 'resumeJob' }
          : { label: 'Pause', icon: Pause, changes: 'pauseJob' })}
        aria-disabled={isBusy}
        onClick={() => void order(state === 'paused' ? 'resume' : 'pause')}
      />
      <IconButton
        label="Cancel"
        icon={X}
        changes="cancelJob"
        aria-disabled={busy === 'cancel'}
        onClick={() => {
          if (kind === 'training') asking.open();
          else void order('cancel');
        }}
      />
      {asking.isOpen && (
        <CancelRun title={title} onCancel={() => void order('cancel')} onClose={asking.close} />
      )}
    </span>
  );
}

function stateOf(job: Job): string {
  if (job.state !== 'running' || job.etaSeconds === null) return stateNames[job.state];
  return `${formatDuration(job.etaSeconds)} left`;
}

function countOf({ kind, done, total }: Job): string {
  const count = (value: number) =>
    kind === 'engine' ? `${formatCount(Math.round(value / 1e6))} MB` : formatCount(value);
  if (total === null) return `${count(done)} so far`;
  return `${count(done)} of ${count(total)}${kind === 'training' ? ' steps' : ''}`;
}
