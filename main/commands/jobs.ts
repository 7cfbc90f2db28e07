import { jobIdSchema, type Job } from '../../shared/contract/job.ts';
import { formatCount } from '../../shared/text.ts';
import { idOf } from './command.ts';
import { argument } from './parameters.ts';
import { passes, type CommandTable, type Row } from './table.ts';
import { timeText } from './terminal.ts';

const job = argument(
  '<job>',
  'id of the job, as listed by `inkdex jobs`',
  idOf(jobIdSchema, 'a job', 'inkdex jobs'),
);

/** `inkdex jobs`: the queue of long work. */
export const jobCommands: CommandTable = {
  jobs: passes('listJobs', {
    about: 'list jobs, unfinished ones first; pause, resume or cancel one',
    rows: (jobs) => jobs.map(rowOf),
  }),
  'jobs pause': passes('pauseJob', {
    about: 'pause an unfinished job',
    takes: { job },
    rows: (paused) => [rowOf(paused)],
  }),
  'jobs resume': passes('resumeJob', {
    about: 'continue a paused, failed or interrupted job, to its end',
    takes: { job },
    follows: '',
  }),
  'jobs cancel': passes('cancelJob', {
    about: 'cancel a job',
    takes: { job },
    rows: (cancelled) => [rowOf(cancelled)],
  }),
};

function rowOf(of: Job): Row {
  const { id, state, title, done, total, failed, etaSeconds, error } = of;
  const all = total === null ? '' : ` of ${formatCount(total)}`;
  const left = etaSeconds === null ? '' : `, ${timeText(etaSeconds)} left`;
  const reason = error === null ? '' : `\t${error.message}`;
  const counts = `${formatCount(done)}${all} done, ${formatCount(failed)} failed`;
  return [of, `${id}\t${state}\t${title}\t${counts}${left}${reason}`];
}
