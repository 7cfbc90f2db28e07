/**
 * Times of photos are ISO 8601 with the wall clock first: that of the camera, or for instants that of this machine. Filters,
 * months, sorting and the window all take these first 19 characters and convert nothing, so that a photo has one day everywhere.
 */

/** An instant as the wall clock of this machine shows it, with its offset: `2025-09-11T00:30:00+09:00`. */
export function onWallClock(instant: Date): string {
  const offset = -Math.round(instant.getTimezoneOffset());
  const wall = new Date(instant.getTime() + offset * 60_000).toISOString().replace(/(?:\.000)?Z$/u, '');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${wall}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** Whether so much time has passed since an instant, or the clock was set back before it, so that nobody knows. */
export function hasPassed(since: number, afterMs: number): boolean {
  const age = Date.now() - since;
  return age >= afterMs || age < 0;
}

/** The wall clock of a time as UTC, to be formatted in UTC: other zones lack some hours. */
export function wallClockOf(iso: string): Date {
  return new Date(`${iso.slice(0, 19)}Z`);
}
