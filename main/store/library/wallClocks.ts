import { z } from 'zod';
import { onWallClock } from '../../../shared/wallClock.ts';
import { sql, type WritableDatabase } from '../database.ts';

const timesRow = z.object({ id: z.number(), taken: z.string().nullable(), added: z.string() });

/** Migration 34: times in UTC become those of this machine's wall clock, with its offset. */
export function onWallClocks(db: WritableDatabase): void {
  const moved = (iso: string): string =>
    iso.endsWith('Z') && !Number.isNaN(Date.parse(iso)) ? onWallClock(new Date(iso)) : iso;
  const times = db.all(timesRow, sql`SELECT id, taken_at AS taken, added_at AS added FROM photo`);
  for (const { id, taken, added } of times) {
    const takenAt = taken === null ? null : moved(taken);
    db.run(sql`UPDATE photo SET taken_at = ${takenAt}, added_at = ${moved(added)} WHERE id = ${id}`);
  }
}
