import { Argument } from 'commander';
import { prettifyError } from 'zod';
import { longestSearchName, savedSearchCalls, type SavedSearch } from '../../shared/contract/search.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, normalizeText } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { printRow, tell } from './command.ts';
import { argument, finding } from './parameters.ts';
import { printSearch, queryArgument, resultOptions, withQuery } from './search.ts';
import { onLibrary, passes, type CommandTable, type Row } from './table.ts';

const saved = finding(
  new Argument('<name>', 'name of the saved search, or its id, as listed by `inkdex saved list`'),
  ({ services }, name: string) => findSaved(services, name),
);

/** Queries that are saved under a name, as in the app's sidebar. */
export const savedSearchCommands: CommandTable = {
  saved: 'list, save, run or remove saved searches',
  'saved list': passes('listSavedSearches', {
    about: 'list saved searches with the number of photos that they find',
    rows: (searches) => searches.map(rowOf),
  }),
  'saved save': withQuery(
    onLibrary(
      'save a search; a name that exists gets the new query',
      {
        name: argument('<name>', `1 to ${longestSearchName} characters`),
        query: queryArgument('the query, as in `inkdex search`'),
      },
      async ({ search }, { name, query, json, command }) => {
        const args = { id: null, name: normalizeText(name), query };
        const { data, error } = savedSearchCalls.saveSearch.args.safeParse(args);
        if (error !== undefined) return command.error(`error: ${prettifyError(error)}`);
        const known = (await search.calls.listSavedSearches()).find((each) => each.name === data.name);
        printRow(json, ...rowOf(search.calls.saveSearch({ ...data, id: known?.id ?? null })));
      },
    ),
  ),
  'saved run': onLibrary(
    'find the photos of a saved search',
    { saved, ...resultOptions },
    async (services, given) => {
      await printSearch(services, given.saved.query, given);
    },
  ),
  'saved remove': onLibrary(
    'remove a saved search; the photos stay',
    { saved },
    ({ search }, { saved: { id, name, query }, json }) => {
      search.calls.removeSavedSearch({ id });
      tell(json, { id, name, query }, `“${name}” is removed.`);
    },
  ),
};

function rowOf({ id, name, query, photos }: SavedSearch): Row {
  return [{ id, name, query, photos }, `${id}\t${name}\t${query}\t${counted(photos, 'photo')}`];
}

/** @throws InkdexError `not-found` if no saved search has the name or id, `bad-arguments` if several have the name */
async function findSaved({ search }: Services, name: string): Promise<SavedSearch> {
  const all = await search.calls.listSavedSearches();
  const wanted = normalizeText(name).trim();
  const named = all.filter((each) => each.name === wanted);
  const found = named.length > 0 ? named : all.filter(({ id }) => String(id) === wanted);
  const [only] = found;
  if (only === undefined) {
    const names = all.map((each) => `“${each.name}”`).join(', ');
    throw new InkdexError(
      'not-found',
      `There is no saved search “${wanted}”. ${names === '' ? 'No search is saved yet.' : `Saved are: ${names}.`}`,
    );
  }
  if (found.length === 1) return only;
  const ids = found.map(({ id }) => id).join(', ');
  throw new InkdexError('bad-arguments', `Several saved searches have this name. Give an id: ${ids}.`);
}
