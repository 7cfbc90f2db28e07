import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listBackups } from '../../main/store/library/backups.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { damageOf, removeDatabase } from '../../main/store/repair/damage.ts';
import { findDamage, repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { listWords } from '../../main/store/words/words.ts';
import type { Services } from '../../main/services.ts';
import type { Random } from '../../shared/random.ts';
import { overwritePage } from '../support/damage.ts';
import { action, edit, labelsOf, putWord } from '../support/labels.ts';
import { addPhoto, pageOf } from '../support/library.ts';
import { photosOf, restart } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';

/** The photos whose words are typed, and the words of each. */
const photoCount = 3;
const wordCount = 8;

/** Types one confirmed word after the other, while backups are made. */
export const editScenario: Scenario = {
  name: 'edits',
  kills: 200,
  open: (folder) => Promise.resolve(typing(join(folder, 'library'), {})),
};

/** The same with a database whose backup takes longer; backup and journal alone must give all words, too. */
export const backupScenario: Scenario = {
  name: 'backups',
  kills: 100,
  open: (folder) =>
    Promise.resolve(typing(join(folder, 'library'), { otherPhotos: 150, isCopyRepaired: true })),
};

/** The same after the database was deleted or overwritten: the process repairs it first. */
export const repairScenario: Scenario = {
  name: 'repairs',
  kills: 100,
  open: (folder, random) =>
    Promise.resolve(typing(join(folder, 'library'), { otherPhotos: 20, damaging: random })),
};

interface Typing {
  /** Photos that nobody types on. */
  readonly otherPhotos?: number;
  /** Whether each check also repairs a copy of the library without its database. */
  readonly isCopyRepaired?: boolean;
  /** Damages the database before each process. */
  readonly damaging?: Random;
}

function typing(library: string, { otherPhotos = 0, isCopyRepaired = false, damaging }: Typing): Work {
  prepare(library, otherPhotos);
  const confirmed = new Map<string, number>();
  let last = -1;
  const checkRepaired = (): Promise<string[]> =>
    restart(library, (services) => typedWords(services, { confirmed, last, otherPhotos }));
  return {
    library,
    lines: 60,
    next() {
      if (damaging !== undefined) damage(damaging, library);
      return Promise.resolve(['typeUntilKilled.ts', library, String(last + 1), String(photoCount)]);
    },
    heard(line) {
      if (line === 'open') return;
      last = Number(line);
      confirmed.set(placeOf(last), last);
    },
    async check() {
      if (damaging !== undefined && findDamage(library, true) !== null) repairLibrary(library);
      const problems = await checkRepaired();
      if (!isCopyRepaired) return problems;
      const copy = `${library}-copy`;
      cpSync(library, copy, { recursive: true });
      const { database, backups } = libraryPaths(copy);
      for (const { path } of listBackups(backups)) {
        const found = damageOf(path, true);
        if (found !== null) problems.push(`the backup ${path} is damaged: ${found}`);
      }
      removeDatabase(database);
      repairLibrary(copy);
      const ofCopy = await restart(copy, (services) =>
        typedWords(services, { confirmed, last, otherPhotos }),
      );
      rmSync(copy, { recursive: true });
      return [...problems, ...ofCopy.map((problem) => `from backup and journal: ${problem}`)];
    },
    confirmed: () => last + 1,
  };
}

/** The word that a number is typed into, as a photo and a column. */
function placeOf(number: number): string {
  return `${number % photoCount} ${Math.floor(number / photoCount) % wordCount}`;
}

function prepare(library: string, otherPhotos: number): void {
  const db = openLibrary(library);
  const labels = labelsOf(db);
  for (let index = 0; index < photoCount + otherPhotos; index += 1) {
    const photo = addPhoto(db, `${index}.jpg`, pageOf('a b c d e f g h'));
    // Confirmed once, so that the journal has every word.
    const put = listWords(db, photo).map(({ id, quad }) =>
      putWord(id, { quad, text: 'new', confirmed: true }),
    );
    edit(labels, photo, action('confirm', { put }));
  }
  db.close();
}

interface Typed {
  /** The last confirmed number of each place. */
  readonly confirmed: ReadonlyMap<string, number>;
  readonly last: number;
  readonly otherPhotos: number;
}

function typedWords(services: Services, { confirmed, last, otherPhotos }: Typed): string[] {
  const photos = photosOf(services).sort((a, b) => a.id - b.id);
  const wanted = photoCount + otherPhotos;
  const problems = photos.length === wanted ? [] : [`there are ${photos.length} photos instead of ${wanted}`];
  for (const [index, { id }] of photos.entries()) {
    const words = services.labels.calls.getLabels({ photo: id }).words.sort((a, b) => a.box[0] - b.box[0]);
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
}

function damage(random: Random, library: string): void {
  const { database } = libraryPaths(library);
  // A process that was killed during its repair has left the damaged database.
  if (findDamage(library, false) !== null) return;
  if (random.chance(0.5)) overwritePage(database, 1);
  else removeDatabase(database);
}
