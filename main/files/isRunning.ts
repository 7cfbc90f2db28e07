import { hasCode } from '../../shared/result.ts';

/** Whether another process of this machine has an id. */
export function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return hasCode(thrown, /^EPERM$/u);
  }
}
