/**
 * Reads what a shell's `times` prints: user and system time of the shell, then of the processes that it started and waited for,
 * as `1m23.45s` (POSIX, 2.15 Special Built-In Utilities).
 *
 * @returns seconds of both together; null for any other text
 */
export function processorSeconds(times: string): number | null {
  const found = [...times.matchAll(/(\d+)m\s?([\d.]+)s/gu)];
  if (found.length !== 4) return null;
  return found.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
