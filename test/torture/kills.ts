/**
 * Kills a process again and again while it edits, makes backups and repairs a library whose database is damaged now and
 * then. No confirmed edit and no photo may be lost or be there twice.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { libraryPaths, openLibrary } from '../../main/store/open.ts';
import { listPhotoIds } from '../../main/store/photos.ts';
import { removeDatabase } from '../../main/store/repair/damage.ts';
import { findDamage, repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../main/store/words.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { overwritePage } from '../support/damage.ts';
import { action, labelsOf, putWord } from '../support/labels.ts';
import { addPhoto, pageOf } from '../support/library.ts';
import { startScript } from '../support/wholeLines.ts';

const photoCount = 3;
const wordCount = 8;

interface Killed {
  readonly kills: number;
  /** Edits that were confirmed. */
  readonly confirmed: number;
  /** What was found to be lost; empty if nothing was. */
  readonly problems: readonly string[];
}

/** @param mostMs longest time after the start of a process at which it is killed */
async function tortureByKills(kills: number, seed: number, mostMs: number): Promise<Killed> {
  const random = createRandom(seed);
  const library = mkdtempSync(join(tmpdir(), 'inkdex-kills-'));
  prepare(library);
  const problems: string[] = [];
  const confirmed = new Map<string, number>();
  let last = -1;
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = last;
      const isEditing = random.chance(0.7);
      const afterMs = random.integer(0, isEditing ? mostMs / 4 : mostMs);
      last = await typeAndKill(library, last, { isEditing, afterMs });
      for (let number = before + 1; number <= last; number += 1) confirmed.set(placeOf(number), number);
      if (kill % 5 === 0)
        problems.push(...check(library, confirmed, last).map((what) => `kill ${kill}: ${what}`));
      if (kill % 5 === 0 && random.chance(0.7)) damage(random, library);
    }
    problems.push(...check(library, confirmed, last));
    return { kills, confirmed: last + 1, problems };
  } finally {
    rmSync(library, { recursive: true });
  }
}

/** The word that a number is typed into, as a photo and a column. */
function placeOf(number: number): string {
  return `${number % photoCount} ${Math.floor(number / photoCount) % wordCount}`;
}

function prepare(library: string): void {
  const db = openLibrary(library);
  const labels = labelsOf(db);
  for (let index = 0; index < photoCount; index += 1) {
    const photo = addPhoto(db, `${index}.jpg`, pageOf('a b c d e f g h'));
    // Confirmed once, so that the journal has every word.
    const put = listWords(db, photo).map(({ id, quad }) =>
      putWord(id, { quad, text: 'new', confirmed: true }),
    );
    labels.editLabels({ photo, revision: 1, action: action('confirm', { put }) });
  }
  db.close();
}

async function typeAndKill(
  library: string,
  last: number,
  { isEditing, afterMs }: { readonly isEditing: boolean; readonly afterMs: number },
): Promise<number> {
  let confirmed = last;
  const { child, ended } = startScript('typeUntilKilled.ts', [library, String(last + 1)], (line) => {
    confirmed = Number(line);
  });
  // Sometimes while it starts or repairs, otherwise while it edits and makes backups.
  if (isEditing) await Promise.race([once(child.stdout, 'readable'), ended]);
  await Promise.race([wait(afterMs), ended]);
  child.kill('SIGKILL');
  await ended;
  if (child.signalCode !== 'SIGKILL')
    throw new Error(`The process ended by itself: ${String(child.exitCode)}`);
  return confirmed;
}

function check(library: string, confirmed: ReadonlyMap<string, number>, last: number): string[] {
  if (findDamage(library, true) !== null) repairLibrary(library);
  const db = openLibrary(library);
  try {
    const photos = listPhotoIds(db, null).sort((a, b) => a - b);
    const problems = photos.length === photoCount ? [] : [`there are ${photos.length} photos`];
    for (const [index, photo] of photos.entries()) {
      const words = listWords(db, photo).sort((a, b) => a.box[0] - b.box[0]);
      if (words.length !== wordCount) problems.push(`photo ${index} has ${words.length} words`);
      for (const [column, { text }] of words.entries()) {
        const place = `${index} ${column}`;
        const number = confirmed.get(place);
        // One more may have been stored than was confirmed.
        const allowed = [number === undefined ? 'new' : `n${number}`];
        if (placeOf(last + 1) === place) allowed.push(`n${last + 1}`);
        if (!allowed.includes(text))
          problems.push(`word ${place} is ${text}; expected ${allowed.join(' or ')}`);
      }
    }
    return problems;
  } finally {
    db.close();
  }
}

function damage(random: Random, library: string): void {
  const { database } = libraryPaths(library);
  if (random.chance(0.5)) overwritePage(database, 1);
  else removeDatabase(database);
}

const kills = Number(process.argv[2] ?? '1000');
const { confirmed, problems } = await tortureByKills(kills, Number(process.argv[3] ?? '1'), 4_000);
for (const problem of problems) console.log(problem);
console.log(`${kills} kills, ${confirmed} confirmed edits, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
