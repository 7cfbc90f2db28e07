import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { onWallClock } from '../../../shared/wallClock.ts';

/**
 * Google Takeout writes a JSON file beside each photo of Google Photos, with the time at which it was taken. It counts where
 * the photo itself has no time, as those that were scanned or sent by a messenger.
 */

/** Google cuts what is before ".json" to this many characters. */
const mostCharacters = 46;
/** Some kilobytes: a description and who is on the photo. */
const mostBytes = 1e6;

/** The year 10000, in seconds: later ones have five digits. */
const endOfYears = 253_402_300_800;

const sidecarSchema = z.object({
  photoTakenTime: z.object({ timestamp: z.string().regex(/^-?\d{1,12}$/u) }),
});

/**
 * When a photo was taken, by the JSON file of Google Takeout beside it.
 *
 * @returns ISO 8601 with the wall clock of this machine; null if there is none
 */
export async function takeoutDate(path: string): Promise<string | null> {
  for (const name of sidecarNames(basename(path))) {
    const seconds = await timestampIn(join(dirname(path), name));
    if (seconds !== null) return onWallClock(new Date(seconds * 1000));
  }
  return null;
}

/** What recent exports put before ".json", cut anywhere, also beside a short name. */
const suffix = '.supplemental-metadata';
const suffixes = ['', ...Array.from(suffix.slice(1), (_, index) => suffix.slice(0, -index || undefined))];

/** The names that the JSON file of a photo may have, in exports of different years. */
function sidecarNames(name: string): string[] {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  // A second "a.jpg" is "a(1).jpg", and its JSON "a.jpg(1).json".
  const [, original = stem, copy = ''] = /^(.*)(\(\d+\))$/u.exec(stem) ?? [];
  // An edited photo shares the JSON of the original. "-edited" is translated: "-bearbeitet", "-modifié", "-編集済み".
  const stems = [original, original.replace(/-[\p{L}\p{M}]+$/u, '')].flatMap((each) => [
    each,
    each.normalize('NFC'),
    each.normalize('NFD'),
  ]);
  const names = stems.flatMap((each) => [
    ...suffixes.map((end) => `${each}${extension}${end}`.slice(0, mostCharacters)),
    each,
  ]);
  return [...new Set(names)].map((each) => `${each}${copy}.json`);
}

async function timestampIn(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > mostBytes) return null;
    const parsed = sidecarSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (!parsed.success) return null;
    const seconds = Number(parsed.data.photoTakenTime.timestamp);
    return seconds < endOfYears ? seconds : null;
  } catch {
    // Most photos have no such file.
    return null;
  }
}
