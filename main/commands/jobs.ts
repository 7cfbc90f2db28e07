import { startingJob } from './followJob.ts';
import type { Command } from 'commander';
import { jobIdSchema, type Job, type JobId } from '../../shared/contract/job.ts';
import { formatCount } from '../../shared/text.ts';
import { type Common, dataCommand, idOf, printRow } from './command.ts';
import { timeText } from './terminal.ts';

/** `inkdex jobs`: the queue of long work. */
export function jobsCommand(): Command {
  return dataCommand('jobs', 'list jobs, unfinished ones first; pause, resume or cancel one')
    .onLibrary({}, ({ jobs }, options) => {
      for (const job of jobs.listJobs()) printJob(job, options);
    })
    .addCommand(changeCommand('pause', 'pause an unfinished job'))
    .addCommand(resumeCommand())
    .addCommand(changeCommand('cancel', 'cancel a job'));
}

const idText = 'id of the job, as listed by `inkdex jobs`';
const jobId = idOf(jobIdSchema, 'a job', 'inkdex jobs');

function changeCommand(name: 'pause' | 'cancel', description: string): Command {
  return dataCommand(name, description)
    .argument('<job>', idText, jobId)
    .onLibrary({}, async ({ jobs }, options, job: JobId) => {
      printJob(await (name === 'pause' ? jobs.pauseJob({ job }) : jobs.cancelJob({ job })), options);
    });
}

function resumeCommand(): Command {
  return startingJob(
    dataCommand('resume', 'continue a paused, failed or interrupted job, to its end').argument(
      '<job>',
      idText,
      jobId,
    ),
    {},
    '',
    ({ jobs }, _options, job: JobId) => jobs.resumeJob({ job }),
  );
}

function printJob(job: Job, { json }: Common): void {
  printRow(json, job, jobLine(job));
}

function jobLine({ id, state, title, done, total, failed, etaSeconds, error }: Job): string {
  const of = total === null ? '' : ` of ${formatCount(total)}`;
  const left = etaSeconds === null ? '' : `, ${timeText(etaSeconds)} left`;
  const reason = error === null ? '' : `\t${error.message}`;
  return `${id}\t${state}\t${title}\t${formatCount(done)}${of} done, ${formatCount(failed)} failed${left}${reason}`;
}
