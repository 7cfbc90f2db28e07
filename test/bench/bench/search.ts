import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';
import { percentile } from './percentile.ts';
import { buildFullText, plainQuery, trigramQuery, type FullTextIndex, type Tokenizer } from './searchFts.ts';
import { timedAnswers, type TimedAnswer } from './searchAnswers.ts';
import { attack } from './searchAttack.ts';
import { buildLibrary, wordsPerPhoto } from './searchLibrary.ts';
import { compareWithOneBest, printSizes } from './searchSizes.ts';
import { createQueries, createTruth, queryRandom, type MadeQuery } from './searchQueries.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const definitions = `
Milliseconds in a process of its own, the file in the system's cache, the first 24 photos with all their hits
(FTS5: the numbers of 24 photos alone). right: share of the queries whose first photo truly holds the
word. two errors: a word of six letters or more with two slips of the keys. typed: every beginning of a
word, as one types it. Words of this library are misread as the starter model misreads boards; FTS5 knows
their best readings. cold start: a new process, until the first answer.`;

const seed = 8;
const queryCount = unlessShort(400, 16);
const shown = 24;
const coldStarts = unlessShort(5, 1);

export interface SearchBenchOptions {
  readonly photos: number;
  /** Hostile queries, on a small library; a hundredth of them on the whole one too. */
  readonly hostile: number;
  /** Where the library is built and left for the next time; null: in a folder that goes when done. */
  readonly folder: string | null;
}

/** Search over a library of made readings, beside what SQLite itself offers. */
export function benchSearch({ photos, hostile, folder: kept }: SearchBenchOptions): void {
  const home = mkdtempSync(join(tmpdir(), 'inkdex-bench-search-'));
  const folder = join(kept ?? home, 'library');
  try {
    const built = requireLibrary(folder, photos);
    print(
      `\nSearching ${photos} photos, ${photos * wordsPerPhoto} words: written in ` +
        `${built.words.toFixed(0)} s, indexed in ${built.index.toFixed(0)} s`,
    );
    printSizes(folder, photos);
    const library = libraryPaths(folder).database;
    const others = {
      plain: buildFullText(home, library, 'plain'),
      trigram: buildFullText(home, library, 'trigram'),
    };
    printLatencies(home, folder, others, photos);
    printCold(folder, photos);
    const db = openLibrary(folder);
    attack('the whole library', db, { seed, count: hostile / 100 });
    db.close();
    for (const other of Object.values(others)) other.close();
    compareWithOneBest(home, seed, hostile);
  } finally {
    rmSync(home, { recursive: true });
  }
}

const builtSchema = z.object({ words: z.number(), index: z.number() });

/** Builds the library unless it is there; gives how long its words and its index took, in seconds. */
function requireLibrary(folder: string, photos: number): z.infer<typeof builtSchema> {
  const record = `${folder}-${photos}.json`;
  if (existsSync(record)) return builtSchema.parse(JSON.parse(readFileSync(record, 'utf8')));
  rmSync(folder, { recursive: true, force: true });
  note(`building a library of ${photos} photos in ${folder}`);
  const built = buildLibrary(folder, { photos, seed, isOneBest: false });
  writeFileSync(record, JSON.stringify(built));
  return built;
}

/** Brings a file into the system's cache. */
function readThrough(path: string): void {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(2 ** 22);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

interface Work {
  readonly name: string;
  /** Milliseconds that nineteen of twenty queries are wanted within. */
  readonly wanted: number;
  readonly isTyping: boolean;
  readonly make: () => readonly MadeQuery[];
  /** What is asked of SQLite instead. */
  readonly trigram: (text: string) => string;
}

function printLatencies(
  home: string,
  folder: string,
  others: Readonly<Record<Tokenizer, FullTextIndex>>,
  photos: number,
): void {
  const queries = createQueries({ photos, seed }, queryRandom(seed));
  const isTrue = createTruth({ seed });
  const quoted = (text: string): string => plainQuery(text, false);
  const works: readonly Work[] = [
    { name: 'one word', wanted: 25, isTyping: false, make: () => [queries.plain()], trigram: quoted },
    {
      name: 'two errors',
      wanted: 25,
      isTyping: false,
      make: () => [queries.misspelt()],
      trigram: trigramQuery,
    },
    {
      name: 'three and a phrase',
      wanted: 30,
      isTyping: false,
      make: () => [queries.threeAndPhrase()],
      trigram: quoted,
    },
    { name: 'typed', wanted: 12, isTyping: true, make: () => queries.typed(), trigram: quoted },
  ];
  const rows = works.flatMap(({ name, wanted, isTyping, make, trigram }) => {
    const asked = Array.from({ length: isTyping ? queryCount / 8 : queryCount }, make).flat();
    const depth = isTyping ? 'quick' : 'full';
    // What stood beside it in the cache may have put it out since the last work.
    readThrough(libraryPaths(folder).database);
    const texts = asked.map(({ text }) => text);
    const ways: readonly [string, string, TimedAnswer[]][] = [
      ['Inkdex', String(wanted), timedAnswers(home, folder, { texts, depth, limit: shown })],
      ['FTS5', '', texts.map((text) => timed(() => others.plain.find(plainQuery(text, isTyping))))],
      [
        'FTS5 trigram',
        '',
        // Its shortest query has three letters.
        texts.map((text) => timed(() => (text.trim().length < 3 ? [] : others.trigram.find(trigram(text))))),
      ],
    ];
    return ways.map(([who, limit, answers]) => [name, who, ...figures(asked, answers, isTrue), limit]);
  });
  printTable(['', 'by', 'median ms', 'p95', 'slowest', 'right', 'wanted p95'], rows);
  print(definitions);
}

function timed(find: () => number[]): TimedAnswer {
  const start = performance.now();
  const [first] = find();
  return { ms: performance.now() - start, first };
}

function figures(
  asked: readonly MadeQuery[],
  answers: readonly TimedAnswer[],
  isTrue: (photo: number, word: string) => boolean,
): string[] {
  const times = answers.map(({ ms }) => ms);
  const right = asked.filter(({ word }, index) => {
    const first = answers[index]?.first;
    return first !== undefined && isTrue(first, word);
  }).length;
  return [...[0.5, 0.95, 1].map((part) => percentile(times, part).toFixed(1)), share(right / asked.length)];
}

const coldSchema = z.object({ opened: z.number(), answered: z.number() });

function printCold(folder: string, photos: number): void {
  const queries = createQueries({ photos, seed }, queryRandom(seed + 1));
  const program = join(import.meta.dirname, 'searchCold.ts');
  const starts = Array.from({ length: coldStarts }, () => {
    const output = execFileSync(process.execPath, [program, folder, queries.misspelt().text], {
      encoding: 'utf8',
    });
    return coldSchema.parse(JSON.parse(output));
  });
  const median = (values: readonly number[]): string => percentile(values, 0.5).toFixed(0);
  print(
    `Cold start, median of ${starts.length}: library open after ${median(starts.map(({ opened }) => opened))} ms, ` +
      `first answer after ${median(starts.map(({ answered }) => answered))} ms; wanted 1000`,
  );
}
