import { Argument } from 'commander';
import { mostUnsearched, searchSortSchema } from '../../shared/contract/search.ts';
import { resultLine, type Found } from '../../shared/jsonLines.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { note, noteFailure, printRow, wholeNumber } from './command.ts';
import { choice, finding, option, type Parameter } from './parameters.ts';
import { onLibrary, type CommandTable, type Entry, type Given } from './table.ts';

/** The most results that one call returns. */
const mostResults = 500;

/** Which results are shown, and how. */
export const resultOptions = {
  limit: option('--limit <count>', 'number of photos to show', wholeNumber(1, mostResults), 20),
  sort: choice('--sort <order>', 'order of the photos', searchSortSchema.options, 'best'),
  overlooked: option(
    '--overlooked <count>',
    'number of photos to search again for words that were not detected',
    wholeNumber(0, mostUnsearched),
    0,
  ),
};
type ResultOptions = Given<typeof resultOptions>;

/** The words of a query, of a command that is `withQuery`. */
export function queryArgument(description: string): Parameter<string> {
  return finding(new Argument('<query...>', description), ({ command }, words: string[]) => {
    const unknown = words.find((word) => word.startsWith('--'));
    if (unknown !== undefined) command.error(`error: unknown option '${unknown}'`);
    return words.join(' ');
  });
}

/** An argument that starts with one dash is a word to exclude, in any position; two dashes start an option. */
export function withQuery(entry: Entry): Entry {
  return { make: (name) => entry.make(name).allowUnknownOption() };
}

const filters =
  'folder: name: date: before: after: labelled: confidence: album: tag: is:favourite kind: language:';

export const searchCommands: CommandTable = {
  search: withQuery(
    onLibrary(
      'find photos by their words',
      {
        query: queryArgument(`words, "phrases", prefix*, *ending, OR, -not, NEAR/5, (groups), ${filters}`),
        ...resultOptions,
      },
      (services, { query, ...options }) => printSearch(services, query, options),
    ),
  ),
};

/** Prints the results of a query, and notes about it. */
export async function printSearch(
  services: Services,
  query: string,
  { limit, sort, overlooked, json }: ResultOptions,
): Promise<void> {
  const page = services.search.calls.search({ query, offset: 0, limit, sort });
  for (const result of page.results) printResult(result, json);
  for (const { typed, meant } of page.respelled) {
    note(`Showing results for "${meant}". To search for "${typed}", put it in quotes.`);
  }
  for (const remark of page.remarks) note(remark);
  note(`${counted(page.total, 'photo')} found in ${page.ms.toFixed(0)} ms.`);
  const { waiting, failed } = page.searched;
  if (waiting > 0) note(`${counted(waiting, 'photo')} still to be read: search cannot find their words yet.`);
  if (failed > 0) note(`${counted(failed, 'photo')} could not be read: "inkdex photos" says why.`);
  if (overlooked > 0) await searchOverlookedIn(services, query, { overlooked, json });
}

/** Searches photos for overlooked words. Reports a photo that cannot be read, and continues with the others. */
async function searchOverlookedIn(
  { search }: Services,
  query: string,
  { overlooked, json }: { readonly overlooked: number; readonly json: boolean },
): Promise<void> {
  const { photos } = search.calls.listUnsearched({ query, limit: overlooked });
  let found = 0;
  for (const photo of photos) {
    try {
      const { hits, ...place } = await search.calls.searchOverlooked({ query, photo });
      const [best] = hits;
      if (best === undefined) continue;
      found += 1;
      printResult({ ...place, score: best.probability, hits }, json);
    } catch (error) {
      noteFailure(error, `photo ${String(photo)}`);
    }
  }
  note(`${counted(photos.length, 'photo')} searched again: overlooked words found on ${formatCount(found)}.`);
}

function printResult(result: Found, json: boolean): void {
  const { photo, score, hits } = result;
  const likeliest = new Map<string, number>();
  for (const { text, probability } of hits) {
    likeliest.set(text, Math.max(probability, likeliest.get(text) ?? 0));
  }
  const found = Array.from(likeliest, ([text, probability]) => `${text} (${probability.toFixed(2)})`).join(
    ', ',
  );
  printRow(json, resultLine(result), `${score.toFixed(2)}\t${photo.path}\t${found}`);
}
