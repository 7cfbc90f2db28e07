import { z } from 'zod';
import { removedDays } from '../../../shared/contract/photo.ts';
import { jsonOf, type WritableDatabase } from '../database.ts';
import { findSetting, replaceSetting } from './settings.ts';

const daysSchema = jsonOf(z.array(z.iso.date())).catch([]);

/**
 * Whatever is deleted for its age asks this. A clock may be wrong for a while, in both directions, so no clock alone makes
 * anything old: it is old if the library was in use on so many different days since. A wrong clock adds one day for each that
 * it shows. Asking notes the day of `now`.
 *
 * @param days 1 to `removedDays`
 * @returns the instant before which something is old, at the start of a day (UTC): the earliest of the last `days` days of use
 */
export function oldBefore(db: WritableDatabase, days: number, now = new Date()): Date {
  const today = now.toISOString().slice(0, 10);
  const known = daysSchema.parse(findSetting(db, 'days-of-use'));
  const used = known.includes(today) ? known : [...known, today].slice(-removedDays);
  if (used !== known) replaceSetting(db, 'days-of-use', JSON.stringify(used));
  const [earliest] = used.slice(-days).sort();
  return new Date(used.length < days || earliest === undefined ? 0 : earliest);
}
