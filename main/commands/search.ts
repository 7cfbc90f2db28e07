import type { Command } from 'commander';
import { z } from 'zod';
import { mostUnsearched, searchSortSchema } from '../../shared/contract/search.ts';
import { resultLine, type Found } from '../../shared/jsonLines.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import {
  dataCommand,
  note,
  noteFailure,
  optionsOf,
  printRow,
  wholeNumber,
  withServices,
  type LibraryCommand,
} from './command.ts';

/** The most results that one call returns. */
const mostResults = 500;

/** Adds the options that say which results are shown, and how. */
export function resultOptions<Of extends LibraryCommand>(command: Of): Of {
  return command
    .option('--limit <count>', 'number of photos to show', wholeNumber(1, mostResults), 20)
    .choice('--sort <order>', 'order of the photos', searchSortSchema.options, 'best')
    .option(
      '--overlooked <count>',
      'number of photos to search again for words that were not detected',
      wholeNumber(0, mostUnsearched),
      0,
    );
}

export const resultOptionsShape = { limit: z.number(), sort: searchSortSchema, overlooked: z.number() };

interface ResultOptions extends z.infer<z.ZodObject<typeof resultOptionsShape>> {
  readonly json: boolean;
}

/** An argument that starts with one dash is a word to exclude, in any position; two dashes start an option. */
export function searchCommand(): Command {
  return resultOptions(dataCommand('search', 'find photos by their words'))
    .argument(
      '<query...>',
      'words, "phrases", prefix*, OR, -not, NEAR/5, (groups), folder: name: date: before: after: labelled: confidence: album: tag: is:favourite kind: language:',
    )
    .allowUnknownOption()
    .action(async (words: string[], _options, command: Command) => {
      const options = optionsOf(command, resultOptionsShape);
      requireNoOption(words, command);
      await withServices(options, (services) => printSearch(services, words.join(' '), options));
    });
}

/** Ends with wrong usage if a word of a query is a mistyped option. */
export function requireNoOption(words: readonly string[], command: Command): void {
  const unknown = words.find((word) => word.startsWith('--'));
  if (unknown !== undefined) command.error(`error: unknown option '${unknown}'`);
}

/** Prints the results of a query, and notes about it. */
export async function printSearch(
  services: Services,
  query: string,
  { limit, sort, overlooked, json }: ResultOptions,
): Promise<void> {
  const page = services.search.search({ query, offset: 0, limit, sort });
  for (const result of page.results) printResult(result, json);
  for (const { typed, meant } of page.respelled) {
    note(`Showing results for "${meant}". To search for "${typed}", put it in quotes.`);
  }
  for (const remark of page.remarks) note(remark);
  note(`${counted(page.total, 'photo')} found in ${page.ms.toFixed(0)} ms.`);
  if (overlooked > 0) await searchOverlookedIn(services, query, { overlooked, json });
}

/** Searches photos for overlooked words. Reports a photo that cannot be read, and continues with the others. */
async function searchOverlookedIn(
  { search }: Services,
  query: string,
  { overlooked, json }: { readonly overlooked: number; readonly json: boolean },
): Promise<void> {
  const { photos } = search.listUnsearched({ query, limit: overlooked });
  let found = 0;
  for (const photo of photos) {
    try {
      const { hits, ...place } = await search.searchOverlooked({ query, photo });
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
