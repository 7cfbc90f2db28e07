import type { Job, JobId, JobKind } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { cancelled, type Listen, noteFailure, onInterrupt, tell } from './command.ts';
import { showProgress, type Progress } from './terminal.ts';

const counts: Readonly<Record<JobKind, string>> = {
  import: 'files',
  read: 'photos',
  dataset: 'samples',
  training: 'steps',
  evaluation: 'words',
  engine: 'bytes',
  export: 'files',
};

/**
 * Shows the progress of jobs until this one, and the reading that follows an import, has ended. Ctrl-C leaves it in the
 * queue.
 *
 * @param isQuiet no progress lines where stderr is not a terminal
 * @returns the job, or the reading that followed it and is not done; null if Ctrl-C was pressed, which is told
 */
export async function followJob(
  jobs: Services['jobs'],
  listen: Listen<'jobChanged'>,
  id: JobId,
  isQuiet = false,
): Promise<Job | null> {
  const bars = new Map<JobId, Progress>();
  listen(({ id: changed, kind, state, done, total, etaSeconds }) => {
    const bar = bars.get(changed) ?? showProgress(counts[kind], isQuiet);
    bars.set(changed, bar);
    if (state === 'running') bar.update(done, total, etaSeconds);
    else bar.end();
  });
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<null>();
  const unwatch = onInterrupt(() => {
    interrupt(null);
  });
  const ended = await Promise.race([jobs.finished(id), interrupted]).finally(() => {
    unwatch();
    for (const bar of bars.values()) bar.end();
  });
  if (ended === null) {
    noteFailure(
      new InkdexError(
        'cancelled',
        `Stopped. The job continues when you open the app, or with: inkdex jobs resume ${String(id)}`,
      ),
    );
  }
  return ended;
}

/** Follows a job to its end and prints it, or why it failed. */
export async function runJob(
  jobs: Services['jobs'],
  listen: Listen<'jobChanged'>,
  { id }: Job,
  json: boolean,
): Promise<void> {
  const ended = await followJob(jobs, listen, id);
  if (ended === null) return;
  tell(json, ended, `${ended.title}: ${formatCount(ended.done)} done, ${formatCount(ended.failed)} failed.`);
  noteJobEnd(ended);
}

/** Prints why a job is not done, and sets the exit status. */
function noteJobEnd({ kind, state, error, failed, title }: Job): void {
  if (error !== null) noteFailure(new InkdexError(error.code, error.message));
  else if (state === 'cancelled') noteFailure(cancelled());
  else if (failed > 0) {
    const advice = kind === 'import' || kind === 'read' ? ' `inkdex photos failures` says why.' : '';
    noteFailure(new InkdexError('internal', `${counted(failed, 'item')} failed.${advice}`), title);
  }
}
