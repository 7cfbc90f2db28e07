import { z } from 'zod';
import { onWallClock } from '../../../shared/wallClock.ts';
import { all, run, sql, type WritableDatabase } from '../database.ts';

const timesRow = z.object({ id: z.number(), taken: z.string().nullable(), added: z.string() });

/** Times in UTC become those of this machine's wall clock, with its offset. */
export function migrate0033(db: WritableDatabase): void {
  const moved = (iso: string): string =>
    iso.endsWith('Z') && !Number.isNaN(Date.parse(iso)) ? onWallClock(new Date(iso)) : iso;
  for (const { id, taken, added } of all(
    db,
    timesRow,
    sql`SELECT id, taken_at AS taken, added_at AS added FROM photo`,
  )) {
    const takenAt = taken === null ? null : moved(taken);
    run(db, sql`UPDATE photo SET taken_at = ${takenAt}, added_at = ${moved(added)} WHERE id = ${id}`);
  }
}
