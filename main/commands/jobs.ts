import type { Command } from 'commander';
import type { Job } from '../../shared/contract/job.ts';
import { formatCount } from '../../shared/text.ts';
import { dataCommand, optionsOf, print, printJson, withServices } from './command.ts';

export function jobsCommand(): Command {
  return dataCommand('jobs', 'list jobs, unfinished ones first').action(
    async (_options, command: Command) => {
      const options = optionsOf(command, {});
      await withServices(options, ({ jobs }) => {
        for (const job of jobs.listJobs({})) {
          if (options.json) printJson(job);
          else print(jobLine(job));
        }
        return Promise.resolve();
      });
    },
  );
}

function jobLine({ id, state, title, done, total, failed, etaSeconds, error }: Job): string {
  const of = total === null ? '' : ` of ${formatCount(total)}`;
  const left = etaSeconds === null ? '' : `, ${formatCount(Math.ceil(etaSeconds))} s left`;
  const reason = error === null ? '' : `\t${error.message}`;
  return `${id}\t${state}\t${title}\t${formatCount(done)}${of} done, ${formatCount(failed)} failed${left}${reason}`;
}
