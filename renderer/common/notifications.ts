import type { Job } from '../../shared/contract/job.ts';
import { describeFinishedJob } from '../state/jobs.ts';

/** Work that took less is not worth an interruption. */
const longMs = 20_000;

/** Whether the person can still be asked for permission to show notifications. */
export function mayAskToNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'default';
}

/**
 * Notifies of long work that ended while another window had the focus, if that is permitted.
 *
 * @returns whether the person has not seen the end
 */
export function notifyOfEnd(job: Job): boolean {
  if (document.hasFocus() || job.state === 'cancelled') return false;
  if (isLong(job) && 'Notification' in window && Notification.permission === 'granted') {
    const notification = new Notification(job.title, { body: describeEnd(job), tag: `job-${job.id}` });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  }
  return true;
}

function isLong({ createdAt, finishedAt }: Job): boolean {
  const end = finishedAt === null ? Date.now() : Date.parse(finishedAt);
  return end - Date.parse(createdAt) >= longMs;
}

function describeEnd(job: Job): string {
  if (job.state === 'failed') return job.error?.message ?? 'Failed.';
  return job.kind === 'import' ? describeFinishedJob(job) : 'Done.';
}
