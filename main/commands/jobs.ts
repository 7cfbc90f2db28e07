import type { Command } from 'commander';
import { jobIdSchema, type Job, type JobId } from '../../shared/contract/job.ts';
import { formatCount } from '../../shared/text.ts';
import { type Common, dataCommand, idOf, optionsOf, print, printJson, withServices } from './command.ts';
import { createJobEvents, runJob } from './followJob.ts';
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
  return dataCommand('resume', 'continue a paused, failed or interrupted job, to its end')
    .argument('<job>', idText, jobId)
    .action(async (id: JobId, _options, command: Command) => {
      const options = optionsOf(command, {});
      const jobEvents = createJobEvents();
      await withServices(
        options,
        async ({ jobs }) => {
          await runJob(jobs, jobEvents, jobs.resumeJob({ job: id }), options.json);
        },
        jobEvents,
      );
    });
}

function printJob(job: Job, { json }: Common): void {
  if (json) printJson(job);
  else print(jobLine(job));
}

function jobLine({ id, state, title, done, total, failed, etaSeconds, error }: Job): string {
  const of = total === null ? '' : ` of ${formatCount(total)}`;
  const left = etaSeconds === null ? '' : `, ${timeText(etaSeconds)} left`;
  const reason = error === null ? '' : `\t${error.message}`;
  return `${id}\t${state}\t${title}\t${formatCount(done)}${of} done, ${formatCount(failed)} failed${left}${reason}`;
}
