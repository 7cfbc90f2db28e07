import { createVocabulary, subtitleWords } from '../../../pretraining/vocabulary/vocabulary.ts';
import { labelWorth } from '../../../main/store/words/labelWorth.ts';
import { rebuildIndex } from '../../../main/store/index/rebuildIndex.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { note } from '../../../pretraining/printTable.ts';
import { makeReading, type MadeReading } from './searchReadings.ts';

export const wordsPerPhoto = 50;
const wordsPerLine = 7;
const photosPerFolder = 250;
/** Photos are taken in five years, one after the other. */
const firstDay = Date.UTC(2021, 0, 1);
const lastDay = Date.UTC(2026, 0, 1);
const models = { detector: 'd'.repeat(64), recogniser: 'e'.repeat(64) };

export interface LibraryRecipe {
  readonly photos: number;
  readonly seed: number;
  /** Of each word only its best reading, and no posteriors: what a full text index holds. */
  readonly isOneBest: boolean;
}

/** The words that stand on a photo, whatever was read: the same every time. */
export function writtenWords(photo: number, seed: number, next: (random: Random) => string): string[] {
  const random = createRandom(seed).fork(`photo ${photo}`);
  return Array.from({ length: wordsPerPhoto }, () => next(random));
}

/** Half as people write them on boards and in notes, half as often as in speech. */
export function createWords(): (random: Random) => string {
  const vocabulary = createVocabulary();
  const spoken = spokenWords();
  return (random) => (random.chance(0.5) ? vocabulary.next(random) : spoken(random));
}

/** Builds a library of made readings in a folder; gives how long its words and its index took, in seconds. */
export function buildLibrary(folder: string, recipe: LibraryRecipe): { words: number; index: number } {
  const db = openLibrary(folder);
  // What is built here can be built again.
  db.pragma('synchronous = OFF');
  const start = performance.now();
  const next = createWords();
  const insert = insertStatements(db);
  for (let first = 1; first <= recipe.photos; first += 1000) {
    db.transaction(() => {
      const end = Math.min(recipe.photos + 1, first + 1000);
      for (let photo = first; photo < end; photo += 1) insert(photo, recipe, next);
    })();
    if ((first - 1) % 10_000 === 0) note(`${first - 1} photos written`);
  }
  const written = performance.now();
  rebuildIndex(db);
  const end = performance.now();
  db.exec('ANALYZE');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return { words: (written - start) / 1000, index: (end - written) / 1000 };
}

function insertStatements(
  db: WritableDatabase,
): (photo: number, recipe: LibraryRecipe, next: (random: Random) => string) => void {
  const photoRow = db.prepare(
    `INSERT INTO photo (id, path, sha256, bytes, width, height, taken_at, added_at, status, word_count, read_at,
      detector, recogniser, revision, progress) VALUES (?, ?, ?, 1, 1600, 1200, ?, ?, 'read', ?, ?, ?, ?, 1, ?)`,
  );
  const wordRow = db.prepare(
    `INSERT INTO word (id, photo, position, line, x, y, width, height, quad, text, confidence, source, made_by,
      changed_at, detected, worth) VALUES (?, ?, ?, ?, ?, ?, 200, 80, ?, ?, ?, 'model', ?, ?, ?, ?)`,
  );
  const alternativeRow = db.prepare(
    'INSERT INTO alternative (word, rank, text, confidence) VALUES (?, ?, ?, ?)',
  );
  const posteriorsRow = db.prepare('INSERT INTO lattice (word, steps) VALUES (?, ?)');
  const madeBy = JSON.stringify({ kind: 'model', sha256: models.recogniser });

  return (photo, { photos, seed, isOneBest }, next) => {
    const texts = writtenWords(photo, seed, next);
    const random = createRandom(seed).fork(`reading ${photo}`);
    const at = new Date(firstDay + ((lastDay - firstDay) * photo) / photos).toISOString();
    const folder = String(Math.floor(photo / photosPerFolder)).padStart(4, '0');
    const sha256 = photo.toString(16).padStart(64, '0');
    const progress = photo % 50 === 0 ? 'done' : 'read';
    const path = `/photos/boards ${folder}/IMG_${photo}.jpg`;
    photoRow.run(photo, path, sha256, at, at, texts.length, at, models.detector, models.recogniser, progress);
    for (const [position, text] of texts.entries()) {
      const word = (photo - 1) * wordsPerPhoto + position + 1;
      const made = makeReading(text, random);
      const { alternatives, lattice } = isOneBest ? bestOf(made) : made;
      const [x, y] = [(position % wordsPerLine) * 220, Math.floor(position / wordsPerLine) * 150];
      const quad = `[[${x},${y}],[${x + 200},${y}],[${x + 200},${y + 80}],[${x},${y + 80}]]`;
      const [best = { text, confidence: 1 }] = alternatives;
      const line = Math.floor(position / wordsPerLine);
      const box = `[${x},${y},200,80]`;
      wordRow.run(
        word,
        photo,
        position,
        line,
        x,
        y,
        quad,
        best.text,
        best.confidence,
        madeBy,
        at,
        box,
        labelWorth({ ...best, alternatives }),
      );
      for (const [rank, reading] of alternatives.entries()) {
        alternativeRow.run(word, rank, reading.text, reading.confidence);
      }
      if (lattice !== null) posteriorsRow.run(word, lattice);
    }
  };
}

function bestOf({ alternatives }: MadeReading): MadeReading {
  return { alternatives: alternatives.slice(0, 1), lattice: null };
}

/** Words of film subtitles as often as they are said: a few make up most of it. */
function spokenWords(): (random: Random) => string {
  const entries = subtitleWords();
  let sum = 0;
  const cumulative = Float64Array.from(entries, ({ count }) => (sum += count));
  return (random) => {
    const target = random.between(0, sum);
    let [low, high] = [0, entries.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) <= target) low = middle + 1;
      else high = middle;
    }
    return entries[low]?.word ?? '';
  };
}
