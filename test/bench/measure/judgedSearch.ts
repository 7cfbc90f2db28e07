import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { SearchPage } from '../../../shared/contract/search.ts';
import { createRandom } from '../../../shared/random.ts';
import { searchTerms } from '../../../shared/text.ts';
import { headlineOf } from '../../../renderer/search/headline.ts';
import { boards, frenchPages } from '../../../pretraining/data.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { search } from '../../../main/search/service.ts';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { findVocabulary } from '../../../main/store/index/postings.ts';
import { madeUpWord, mistyped } from '../mistyped.ts';
import { median } from '../bench/median.ts';
import { plainQuery } from '../bench/searchFts.ts';
import { judgedQueries, queryKinds, type JudgedPage, type JudgedQuery } from './judgedQueries.ts';
import { openModels } from '../../../pretraining/shippedModels.ts';
import { judgedScores } from './searchScores.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
200 queries of the true words of boards dev, and of French pages, in a library of all boards and the French pages. A page
with the words has a gain of 1; of 2 if it has them twice, in a heading (half as tall again as its median word), or, for
two words, within five words. success@1: share of the queries whose first photo has a gain. success@10: one of ten. FTS5: the
table photo_fts of the same library by bm25, the query's words in quotes and the last one as a prefix. ms: median.
one typing error: of words of five or more letters that are read somewhere and found first as they are: the window names the
right word, and the first photo has it. on no page: made-up words; the window says that no photo has them.`;

/** Every third page: about as many as dev boards. */
const frenchShare = 3;
const alternatives = 10;
const at = '2026-01-01T00:00:00.000Z';

/**
 * How well photos are ranked for queries as people type them.
 *
 * @param kept the folder of the library with the readings, which stays for the next time; null: it is deleted
 * @param isDetailed whether each query is listed with the rank of its first right photo
 */
export async function measureJudged(kept: string | null, isDetailed: boolean): Promise<void> {
  const pages = await judgedPages();
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'inkdex-measure-judged-'));
  try {
    if (!existsSync(libraryPaths(folder).database)) await readInto(folder, pages);
    const db = openLibrary(folder);
    const queries = judgedQueries(pages);
    const places = new Map(pages.map(({ path }, index) => [basename(path), index]));
    const placesOf = (paths: readonly string[]) => paths.map((path) => places.get(basename(path)) ?? -1);
    const answers = queries.map((query) => {
      const ours = timed(() => placesOf(answer(db, query)));
      const fts5 = timed(() => placesOf(answerByFts5(db, query)));
      return { query, found: ours.result, ms: ours.ms, fts5 };
    });
    const said = saidOf(db, pages, placesOf);
    db.close();
    print(`\njudged queries: ${queries.length} on ${pages.length} pages`);
    printTable(
      [
        '',
        'queries',
        'success@1',
        'success@10',
        'NDCG@10',
        'ms',
        'FTS5 success@1',
        'FTS5 NDCG@10',
        'FTS5 ms',
      ],
      [...queryKinds, null].map((kind) => {
        const some = answers.filter(({ query }) => kind === null || query.kind === kind);
        const scores = judgedScores(some.map(({ query, found }) => ({ found, gains: query.gains })));
        const byFts5 = judgedScores(
          some.map(({ query, fts5 }) => ({ found: fts5.result, gains: query.gains })),
        );
        return [
          kind ?? 'all',
          String(some.length),
          ...[scores.firstRight, scores.anyRight, scores.gain].map(share),
          median(some.map(({ ms }) => ms)).toFixed(1),
          ...[byFts5.firstRight, byFts5.gain].map(share),
          median(some.map(({ fts5 }) => fts5.ms)).toFixed(1),
        ];
      }),
    );
    printTable(['', 'words', 'said and found'], said);
    if (isDetailed) for (const { query, found } of answers) printQuery(query, found);
    print(definitions);
  } finally {
    if (kept === null) rmSync(folder, { recursive: true });
  }
}

const seed = 59;
const shortest = 5;
const counts = { misspelt: 400, madeUp: 200 };

/** Of words with one typing error, and of words that are on no page: how often the window says so, as rows of a table. */
function saidOf(
  db: WritableDatabase,
  pages: readonly JudgedPage[],
  placesOf: (paths: readonly string[]) => number[],
): string[][] {
  const random = createRandom(seed);
  const pagesOf = new Map<string, Set<number>>();
  for (const [index, { words }] of pages.entries()) {
    for (const term of words.flatMap(({ text }) => searchTerms(text))) {
      pagesOf.set(term, (pagesOf.get(term) ?? new Set()).add(index));
    }
  }
  const ask = (word: string) => search(db, { query: `${word} `, offset: 0, limit: 500 });
  const isFirst = (word: string, { results }: SearchPage): boolean =>
    pagesOf.get(word)?.has(placesOf(results.slice(0, 1).map(({ photo }) => photo.path))[0] ?? -1) === true;
  const known = [...pagesOf.keys()].filter((term) => {
    if (!/^[a-z]+$/u.test(term) || term.length < shortest || findVocabulary(db, [term]).length === 0)
      return false;
    const page = ask(term);
    return page.likely > 0 && isFirst(term, page);
  });
  const misspelt = Array.from({ length: counts.misspelt }, () => {
    const word = random.pick(known);
    return { word, typed: mistyped(word, random) };
  }).filter(({ word, typed }) => typed !== word && !pagesOf.has(typed));
  const right = misspelt.filter(({ word, typed }) => {
    const page = ask(typed);
    return page.respelled.some(({ meant }) => meant === word) && isFirst(word, page);
  });
  const absent = Array.from({ length: counts.madeUp }, () => madeUpWord(random)).filter(
    (word) => !pagesOf.has(word),
  );
  const named = absent.filter((word) => headlineOf(ask(word)).title === 'No photo has');
  return [
    ['one typing error', String(misspelt.length), share(right.length / misspelt.length)],
    ['on no page', String(absent.length), share(named.length / absent.length)],
  ];
}

async function judgedPages(): Promise<JudgedPage[]> {
  const [dev, train, french] = await Promise.all([boards('dev'), boards('train'), frenchPages()]);
  return [
    ...dev.map((page) => ({ ...page, source: 'dev' as const })),
    ...train.map((page) => ({ ...page, source: null })),
    ...french
      .filter((_, index) => index % frenchShare === 0)
      .map((page) => ({ ...page, source: 'french' as const })),
  ];
}

async function readInto(folder: string, pages: readonly JudgedPage[]): Promise<void> {
  const models = await openModels(2);
  const db = openLibrary(folder);
  for (const [index, { path }] of pages.entries()) {
    const reading = await readPage(path, models, { alternatives, findRotation: true });
    const sha256 = index.toString(16).padStart(64, '0');
    const { width, height } = reading;
    const photo = insertPhoto(db, { path, sha256, bytes: 1, width, height, takenAt: null }, at);
    storeReading(db, photo, reading, at);
    if (index % 20 === 19) note(`judged: ${index + 1} pages read`);
  }
  db.close();
}

/** The paths of the pages found, best first. */
function answer(db: WritableDatabase, { text }: JudgedQuery): string[] {
  return search(db, { query: text, offset: 0, limit: 10 }).results.map(({ photo }) => photo.path);
}

const pathRow = z.object({ path: z.string() });

function answerByFts5(db: WritableDatabase, { text }: JudgedQuery): string[] {
  const query = sql`SELECT path FROM photo_fts JOIN photo ON photo.id = photo_fts.rowid
    WHERE photo_fts MATCH ${`text : (${plainQuery(text, true)})`} ORDER BY bm25(photo_fts) LIMIT 10`;
  return db.all(pathRow, query).map(({ path }) => path);
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly ms: number } {
  const start = performance.now();
  const result = work();
  return { result, ms: performance.now() - start };
}

function printQuery({ kind, text, gains }: JudgedQuery, found: readonly number[]): void {
  const rank = found.findIndex((page) => gains.has(page)) + 1;
  print([kind, rank === 0 ? '-' : String(rank), String(gains.size), text].join('\t'));
}
