import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVocabulary } from '../../../pretraining/vocabulary/vocabulary.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { openServices, type Services } from '../../../main/services.ts';
import { transaction, WritableDatabase } from '../../../main/store/database.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import type { ReadWord, Word } from '../../../shared/contract/word.ts';
import { action, labelsOf, putWord } from '../../support/labels.ts';
import { note, print, printTable } from '../../../pretraining/printTable.ts';
import { percentile } from './percentile.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const photoCount = unlessShort(5000, 100);
const wordsPerPhoto = 40;
const wordsPerLine = 6;
const editCount = unlessShort(300, 20);
const at = '2026-01-01T00:00:00.000Z';

/**
 * From a correction to its being found, in a library of 5,000 photos of 40 words with up to four
 * readings each: 95 of 100 wanted within 100 ms.
 */
export async function benchLabels(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-bench-labels-'));
  const random = createRandom(5);
  try {
    note(`building a library of ${photoCount} photos in ${folder}`);
    build(folder, random.fork('library'));
    const services = await openServices({ library: folder, announce: () => undefined });
    try {
      const times = correct(services, random.fork('edits'));
      print(`\nCorrecting: ${editCount} words of ${photoCount} photos with ${wordsPerPhoto} words each`);
      printTable(
        ['step', 'median ms', '95th percentile ms', 'slowest ms'],
        Object.entries(times).map(([step, values]) => [
          step,
          ...[0.5, 0.95, 1].map((share) => percentile(values, share).toFixed(1)),
        ]),
      );
    } finally {
      await services.close();
    }
    compareJournal(folder, random.fork('journal'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the journal of edits costs: edits of one library with and without it, in turn. */
function compareJournal(folder: string, random: Random): void {
  const kept = openLibrary(folder);
  const plain = new WritableDatabase(libraryPaths(folder).database);
  plain.pragma('synchronous = FULL');
  plain.pragma('foreign_keys = ON');
  const times = { 'with the journal': [] as number[], 'without it': [] as number[] };
  const vocabulary = createVocabulary();
  for (let round = 0; round < editCount; round += 1) {
    for (const [how, db] of [
      ['with the journal', kept],
      ['without it', plain],
    ] as const) {
      const labels = labelsOf(db);
      const photo = photoIdSchema.parse(random.integer(1, photoCount));
      const { words, revision } = labels.calls.getLabels({ photo });
      const { id: word, quad } = random.pick(words);
      const put = putWord(word, { quad, text: vocabulary.next(random), confirmed: true });
      const edit = { photo, revision, action: action('text', { put: [put] }) };
      times[how].push(timed(() => labels.calls.editLabels(edit)));
    }
  }
  plain.close();
  kept.close();
  const [on, off] = [times['with the journal'], times['without it']].map((values) => percentile(values, 0.5));
  print(`\nThe journal of edits: ${editCount} edits with and without it, in turn`);
  printTable(
    ['edit', 'median ms', '95th percentile ms', 'ratio of medians'],
    Object.entries(times).map(([how, values], row) => [
      how,
      percentile(values, 0.5).toFixed(1),
      percentile(values, 0.95).toFixed(1),
      row === 0 ? ((on ?? 0) / (off ?? 1)).toFixed(2) : '1',
    ]),
  );
}

type Times = Readonly<
  Record<'edit' | 'search' | 'edit until found' | 'doubt queue' | 'look-alikes', number[]>
>;

function correct({ labels, search }: Services, random: Random): Times {
  const times: Times = { edit: [], search: [], 'edit until found': [], 'doubt queue': [], 'look-alikes': [] };
  const vocabulary = createVocabulary();
  for (let edit = 0; edit < editCount; edit += 1) {
    const photo = photoIdSchema.parse(random.integer(1, photoCount));
    const { words, revision } = labels.calls.getLabels({ photo });
    const word = random.pick(words);
    const text = searchable((from) => vocabulary.next(from), random);
    const put = putWord(word.id, { quad: word.quad, text, confirmed: true });

    const start = performance.now();
    labels.calls.editLabels({ photo, revision, action: action('text', { put: [put] }) });
    const edited = performance.now();
    const found = search.calls.search({ query: text, offset: 0, limit: 50 });
    const end = performance.now();
    requireHit(
      found.results.flatMap(({ hits }) => hits).map((hit) => hit.word),
      word,
      text,
    );
    times.edit.push(edited - start);
    times.search.push(end - edited);
    times['edit until found'].push(end - start);

    if (edit % 10 > 0) continue;
    times['doubt queue'].push(timed(() => labels.calls.labelQueue({ offset: 0, limit: 50, photo: null })));
    times['look-alikes'].push(timed(() => labels.calls.lookAlikes({ word: word.id, limit: 50 })));
  }
  return times;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** A figure for a search that does not find would be worth nothing. */
function requireHit(found: readonly number[], word: Word, text: string): void {
  if (!found.includes(word.id)) throw new Error(`"${text}" was confirmed, and the search does not find it.`);
}

/** A word that a search takes as one term, as people mostly type them. */
function searchable(next: (random: Random) => string, random: Random): string {
  for (;;) {
    const text = next(random);
    if (/^\p{L}{3,}$/u.test(text)) return text;
  }
}

function build(folder: string, random: Random): void {
  const db = openLibrary(folder);
  // What is built here is thrown away; the edits that are measured wait for the disk.
  db.pragma('synchronous = OFF');
  const vocabulary = createVocabulary();
  for (let first = 0; first < photoCount; first += 100) {
    transaction(db, () => {
      for (let index = first; index < first + 100; index += 1)
        addPhoto(db, index, (from) => vocabulary.next(from), random);
    });
  }
  db.close();
}

function addPhoto(
  db: WritableDatabase,
  index: number,
  next: (random: Random) => string,
  random: Random,
): PhotoId {
  const sha256 = index.toString(16).padStart(64, '0');
  const size = { width: 1600, height: 1200 };
  const path = `/photos/board ${index}.jpg`;
  const photo = insertPhoto(db, { path, sha256, bytes: 1, takenAt: null, ...size }, at);
  const words = Array.from({ length: wordsPerPhoto }, (_, place) => readWord(next(random), place, random));
  const models = { detector: 'd'.repeat(64), recogniser: 'e'.repeat(64) };
  storeReading(
    db,
    photo,
    { ...size, turn: 0, words, notText: [], languages: null, missing: 0, second: null, ms: 1, ...models },
    at,
  );
  return photo;
}

/** A word with its readings: the first right or a letter wrong, the others further letters wrong. */
function readWord(text: string, place: number, random: Random): ReadWord {
  const line = Math.floor(place / wordsPerLine);
  const box = [(place % wordsPerLine) * 250, line * 150, 200, 80] as const;
  const texts = new Set([random.chance(0.8) ? text : misread(text, random)]);
  for (let other = 0; other < 3; other += 1) texts.add(misread(text, random));
  const sure = random.between(0.3, 0.98);
  const alternatives = Array.from(texts, (reading, rank) => ({
    text: reading,
    confidence: rank === 0 ? sure : (1 - sure) / 2 ** rank,
  }));
  const [best = { text, confidence: sure }] = alternatives;
  return { box, quad: quadOfBox(box), line, ...best, alternatives };
}

function misread(text: string, random: Random): string {
  const letters = characters(text);
  letters[random.integer(0, letters.length - 1)] = random.pick(Array.from('aeiournmltscdg'));
  return letters.join('');
}
