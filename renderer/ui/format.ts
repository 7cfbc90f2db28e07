import { wallClockOf } from '../../shared/wallClock.ts';

const numbers = new Intl.NumberFormat('en');

/** A number with thousands separators: "12,751". */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** "1 photo", "12 photos" */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A size in units of powers of 1,000, as in file managers: "9.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** A probability as a percentage: 0.94 gives "94%". Only 1 gives "100%", and nothing gives "0%". */
export function formatProbability(probability: number): string {
  if (probability < 0.005) return '<1%';
  const percent = probability >= 1 ? 100 : Math.min(99, Math.round(probability * 100));
  return `${percent}%`;
}

/** An estimated time, rounded: "a few seconds", "25 s", "3 min", "1 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  const fives = Math.ceil(seconds / 5) * 5;
  if (fives < 60) return `${fives} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Date and time of an ISO 8601 string in the local time zone; null if it is not a valid date. */
export function formatMoment(iso: string): string | null {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return null;
  return moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Date and time of a photo as the clock on the wall showed them; null if it is not a valid date. */
export function formatTaken(iso: string): string | null {
  const wall = wallClockOf(iso);
  if (Number.isNaN(wall.getTime())) return null;
  return wall.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
}

/** "May 2024" for `2024-05`. */
export function formatMonth(month: string): string {
  const first = wallClockOf(`${month}-01T00:00:00`);
  if (Number.isNaN(first.getTime())) return month;
  return first.toLocaleDateString(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** Splits a path at `/` and `\`: the host may run on another operating system than the browser. */
export function pathParts(path: string): string[] {
  return path.split(/[/\\]/u).filter((part) => part !== '');
}
