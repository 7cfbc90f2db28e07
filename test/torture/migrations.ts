import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WritableDatabase } from '../../main/store/database.ts';
import { listVersionBackups } from '../../main/store/library/backups.ts';
import { libraryVersion, migrateFrom } from '../../main/store/library/migrate.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { damageOf, withDatabase } from '../../main/store/repair/damage.ts';
import type { Services } from '../../main/services.ts';
import { photosOf, restart } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';

const photoCount = 200;
const wordsOfPhoto = 10;

/** Opens libraries of the first version, which takes all migrations, a backup before them and a new index after them. */
export const migrationScenario: Scenario = {
  name: 'migrations',
  kills: 120,
  open: (folder) => Promise.resolve(migrating(folder)),
};

function migrating(folder: string): Work {
  const library = join(folder, 'library');
  const template = join(folder, 'template');
  writeFirstVersion(template);
  let isMigrated = true;
  let confirmed = 0;
  return {
    library,
    next() {
      if (isMigrated) {
        rmSync(library, { recursive: true, force: true });
        cpSync(template, library, { recursive: true });
        isMigrated = false;
      }
      return Promise.resolve(['openUntilKilled.ts', library]);
    },
    heard(line) {
      if (line === 'migrated') confirmed += 1;
    },
    async check() {
      isMigrated = true;
      const problems = await restart(library, changedWords);
      return [...problems, ...brokenBackup(library)];
    },
    confirmed: () => confirmed,
  };
}

/** A library as the first version left it; every second word is a person's. */
function writeFirstVersion(folder: string): void {
  mkdirSync(folder);
  const db = new WritableDatabase(libraryPaths(folder).database);
  db.pragma('application_id = 1231973220');
  db.pragma('journal_mode = WAL');
  migrateFrom(db, 0, 1);
  const photo = db.prepare(`
    INSERT INTO photo (id, path, sha256, bytes, width, height, added_at, status, word_count, read_at, detector, recogniser)
    VALUES (?, '/' || ? || '.jpg', printf('%064d', ?), 1, 1000, 80, '2026-01-01', 'read', ${wordsOfPhoto}, '2026-01-02',
      'd', '${'e'.repeat(64)}')`);
  const word = db.prepare(`
    INSERT INTO word (photo, position, line, x, y, width, height, quad, text, confidence, source)
    VALUES (?, ?, 0, ?, 2, 80, 40, json(?), ?, 1, ?)`);
  db.transaction(() => {
    for (let id = 1; id <= photoCount; id += 1) {
      photo.run(id, id, id);
      for (let position = 0; position < wordsOfPhoto; position += 1) {
        const x = 100 * position;
        const quad = JSON.stringify([
          [x, 2],
          [x + 80, 2],
          [x + 80, 42],
          [x, 42],
        ]);
        word.run(id, position, x, quad, textOf(id, position), position % 2 === 0 ? 'human' : 'model');
      }
    }
  })();
  db.close();
}

function textOf(photo: number, position: number): string {
  return `word${photo}x${position}`;
}

function changedWords(services: Services): string[] {
  const photos = photosOf(services);
  const problems =
    photos.length === photoCount ? [] : [`there are ${photos.length} photos instead of ${photoCount}`];
  for (const { id } of photos) {
    const { words } = services.labels.calls.getLabels({ photo: id });
    const found = words.map(({ text, source }) => `${text} ${source}`).sort();
    const wanted = Array.from({ length: wordsOfPhoto }, (_, position) => {
      return `${textOf(id, position)} ${position % 2 === 0 ? 'human' : 'model'}`;
    });
    if (found.join() !== wanted.join()) problems.push(`photo ${id} has the words ${found.join(', ')}`);
    const [result] = services.search.calls.search({
      query: textOf(id, 4),
      offset: 0,
      limit: 1,
    }).results;
    if (result?.photo.id !== id) problems.push(`the search does not find photo ${id}`);
  }
  return problems;
}

function brokenBackup(library: string): string[] {
  const { database, backups } = libraryPaths(library);
  const version = (path: string): number =>
    withDatabase(path, { readonly: true }, (db) =>
      z.number().parse(db.pragma('user_version', { simple: true })),
    );
  const problems = version(database) === libraryVersion ? [] : ['the library is not migrated'];
  const [backup, ...others] = listVersionBackups(backups);
  if (backup === undefined || others.length > 0)
    return [...problems, `there are ${others.length} more backups than one`];
  const damage = damageOf(backup.path, true);
  if (damage !== null) return [...problems, `the backup is damaged: ${damage}`];
  return version(backup.path) === 1 ? problems : [...problems, 'the backup is of another version'];
}
