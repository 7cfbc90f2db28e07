import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOverlooked } from '../../../main/reader/readPlaces.ts';
import { readPage } from '../../../main/reader/reader.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { foundScore, overlookedHits, soughtWords } from '../../../main/search/overlooked.ts';
import { parseQuery } from '../../../main/search/parseQuery.ts';
import { search } from '../../../main/search/service.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { readingTerms } from '../../../main/store/index/wordEntries.ts';
import { searchTerms } from '../../../shared/text.ts';
import type { Alternative, OverlookedReading, PageReading } from '../../../shared/contract/word.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { searchScores, type QueryAnswer } from './searchScores.ts';
import { searchSets, type SearchedPage } from './searchSets.ts';
import { note, print, printTable, share } from '../../../pretraining/printTable.ts';

const definitions = `
Queries: every search term of the true words (runs of letters and digits, two or more long, accents and
case folded), once, typed as it is. An answer is right when the term stands on the page.
one-best: the best reading of each word, as any full text index holds it. n-best: all its readings (up to
ten). Both are asked for the very term; a page's score is the chance that one of its words is it.
one-best, forgiving: the app's search over best readings alone. full: the app's search over the full index.
+ overlooked: pages that it does not likely find, looked at once more for the term where nothing was read; their
chances go together.
mAP: mean over the queries of average precision, likeliest page first.
R@P.9: recall down to the last place where nine of ten answers are right: as the mean over the queries,
and pooled, all answers to all queries in one list by score. found: right pages among all answers.
boards dev and copiste_fr chose the decoder's weights and calibration; iam-like testset_v chose nothing.`;

const alternatives = 10;

interface ReadSearchPage extends SearchedPage {
  readonly reading: PageReading;
  readonly overlooked: readonly OverlookedReading[];
}

/** What search finds of what was read, for the best readings, for all and for the full index. */
export async function measureSearch(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  for (const open of searchSets) {
    await using set = await open();
    const pages: ReadSearchPage[] = [];
    for (const page of set.pages) {
      const reading = await readPage(page.path, models, { alternatives, findRotation: true });
      const known = reading.words.map(({ quad }) => quad);
      const overlooked = await readOverlooked({ ...page, turn: 0 }, known, models, { alternatives });
      pages.push({ ...page, reading, overlooked });
      if (pages.length % 20 === 0) note(`${set.name}: ${pages.length} pages read`);
    }
    printScores(set.name, pages);
  }
  print(definitions);
}

export function printScores(name: string, pages: readonly ReadSearchPage[]): void {
  const queries = queriesOf(pages);
  const pairs = [...queries.values()].reduce((sum, { size }) => sum + size, 0);
  print(`\n${name}: ${pages.length} pages, ${queries.size} queries, ${pairs} right answers`);
  const full = libraryAnswers(queries, pages);
  const rows: [string, QueryAnswer[]][] = [
    [
      'one-best',
      answersOf(
        queries,
        termScores(pages, ({ alternatives }) => alternatives.slice(0, 1)),
      ),
    ],
    ['one-best, forgiving', libraryAnswers(queries, pages.map(bestOnly))],
    [
      'n-best',
      answersOf(
        queries,
        termScores(pages, ({ alternatives }) => alternatives),
      ),
    ],
    ['full', full],
    ['+ overlooked', withOverlooked(queries, pages, full)],
  ];
  printTable(
    ['', 'mAP', 'R@P.9 mean', 'R@P.9 pooled', 'found'],
    rows.map(([index, answers]) => {
      const scores = searchScores(answers);
      return [
        index,
        share(scores.meanAveragePrecision),
        share(scores.meanRecall),
        share(scores.pooledRecall),
        share(scores.found),
      ];
    }),
  );
}

/** Answers, with what a second look at the pages brings that they do not likely find. */
function withOverlooked(
  queries: Queries,
  pages: readonly ReadSearchPage[],
  answers: readonly QueryAnswer[],
): QueryAnswer[] {
  return [...queries.keys()].map((query, index): QueryAnswer => {
    const { relevant, found } = answers[index] ?? { relevant: new Set<number>(), found: [] };
    const scores = new Map(found.map(({ page, score }) => [page, score]));
    const sought = soughtWords(parseQuery(`${query} `).root);
    for (const [page, { overlooked }] of pages.entries()) {
      const score = scores.get(page) ?? 0;
      const [best] = score < foundScore ? overlookedHits(overlooked, sought) : [];
      if (best !== undefined) scores.set(page, 1 - (1 - score) * (1 - best.probability));
    }
    return { relevant, found: Array.from(scores, ([page, score]) => ({ page, score })) };
  });
}

type Queries = ReadonlyMap<string, ReadonlySet<number>>;

/** Every term with the pages that it stands on. */
function queriesOf(pages: readonly SearchedPage[]): Queries {
  const queries = new Map<string, Set<number>>();
  for (const [page, { texts }] of pages.entries()) {
    for (const term of texts.flatMap(searchTerms)) {
      const known = queries.get(term);
      if (known === undefined) queries.set(term, new Set([page]));
      else known.add(page);
    }
  }
  return queries;
}

/** Of each page, how likely it holds each term. */
function termScores(
  pages: readonly ReadSearchPage[],
  readingsOf: (word: PageReading['words'][number]) => readonly Alternative[],
): Map<string, number>[] {
  return pages.map(({ reading }) => {
    const absent = new Map<string, number>();
    for (const word of reading.words) {
      for (const [term, probability] of readingTerms(readingsOf(word))) {
        absent.set(term, (absent.get(term) ?? 1) * (1 - probability));
      }
    }
    return new Map(Array.from(absent, ([term, none]) => [term, 1 - none]));
  });
}

function answersOf(queries: Queries, scores: readonly ReadonlyMap<string, number>[]): QueryAnswer[] {
  return Array.from(queries, ([query, relevant]) => ({
    relevant,
    found: scores.flatMap((terms, page) => {
      const score = terms.get(query);
      return score === undefined ? [] : [{ page, score }];
    }),
  }));
}

function bestOnly(page: ReadSearchPage): ReadSearchPage {
  const words = page.reading.words.map((word) => ({ ...word, alternatives: word.alternatives.slice(0, 1) }));
  return { ...page, reading: { ...page.reading, words } };
}

/** The answers of the app itself, over a library that holds the pages. */
export function libraryAnswers(
  queries: Queries,
  pages: readonly Pick<ReadSearchPage, 'path' | 'reading'>[],
): QueryAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-measure-search-'));
  const db = openLibrary(folder);
  try {
    const at = '2026-01-01T00:00:00.000Z';
    const places = new Map<number, number>();
    for (const [index, { path, reading }] of pages.entries()) {
      const sha256 = index.toString(16).padStart(64, '0');
      const { width, height } = reading;
      const photo = insertPhoto(db, { path, sha256, bytes: 1, width, height, takenAt: null }, at);
      storeReading(db, photo, reading, at);
      places.set(photo, index);
    }
    return Array.from(queries, ([query, relevant]) => {
      // The space ends the word: it is not being typed any more.
      const { results } = search(db, { query: `${query} `, offset: 0, limit: 500 });
      const found = results.map(({ photo, score }) => ({ page: places.get(photo.id) ?? -1, score }));
      return { relevant, found };
    });
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}
