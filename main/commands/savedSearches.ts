import { Command } from 'commander';
import { z } from 'zod';
import { longestSearchName, savedSearchCalls, type SavedSearch } from '../../shared/contract/search.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, normalizeText } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { dataCommand, note, optionsOf, printJson, withServices, printRow } from './command.ts';
import { printSearch, requireNoOption, resultOptions, resultOptionsShape } from './search.ts';

/** Queries that are saved under a name, as in the app's sidebar. */
export function savedCommand(): Command {
  return new Command('saved')
    .description('list, save, run or remove saved searches')
    .addCommand(listCommand())
    .addCommand(saveCommand())
    .addCommand(runCommand())
    .addCommand(removeCommand());
}

const nameText = 'name of the saved search, or its id, as listed by `inkdex saved list`';

function listCommand(): Command {
  return dataCommand('list', 'list saved searches with the number of photos that they find').onLibrary(
    {},
    async ({ search }, options) => {
      const saved = await search.listSavedSearches();
      for (const search of saved) printSaved(search, options.json);
    },
  );
}

function saveCommand(): Command {
  return dataCommand('save', 'save a search; a name that exists gets the new query')
    .argument('<name>', `1 to ${longestSearchName} characters`)
    .argument('<query...>', 'the query, as in `inkdex search`')
    .allowUnknownOption()
    .action(async (name: string, words: string[], _options, command: Command) => {
      const options = optionsOf(command, {});
      requireNoOption(words, command);
      const args = { id: null, name: normalizeText(name), query: words.join(' ') };
      const { data, error } = savedSearchCalls.saveSearch.args.safeParse(args);
      if (error !== undefined) command.error(`error: ${z.prettifyError(error)}`);
      await withServices(options, async ({ search }) => {
        const known = (await search.listSavedSearches()).find((saved) => saved.name === data.name);
        printSaved(search.saveSearch({ ...data, id: known?.id ?? null }), options.json);
      });
    });
}

function runCommand(): Command {
  return resultOptions(dataCommand('run', 'find the photos of a saved search'))
    .argument('<name>', nameText)
    .onLibrary(resultOptionsShape, async (services, options, name: string) => {
      const { query } = await findSaved(services, name);
      await printSearch(services, query, options);
    });
}

function removeCommand(): Command {
  return dataCommand('remove', 'remove a saved search; the photos stay')
    .argument('<name>', nameText)
    .onLibrary({}, async (services, options, name: string) => {
      const saved = await findSaved(services, name);
      services.search.removeSavedSearch({ id: saved.id });
      if (options.json) printJson({ id: saved.id, name: saved.name, query: saved.query });
      else note(`“${saved.name}” is removed.`);
    });
}

function printSaved({ id, name, query, photos }: SavedSearch, json: boolean): void {
  printRow(json, { id, name, query, photos }, `${id}\t${name}\t${query}\t${counted(photos, 'photo')}`);
}

/** @throws InkdexError `not-found` if no saved search has the name or id, `bad-arguments` if several have the name */
async function findSaved({ search }: Services, name: string): Promise<SavedSearch> {
  const all = await search.listSavedSearches();
  const wanted = normalizeText(name).trim();
  const named = all.filter((saved) => saved.name === wanted);
  const found = named.length > 0 ? named : all.filter(({ id }) => String(id) === wanted);
  const [only] = found;
  if (only === undefined) {
    const names = all.map((saved) => `“${saved.name}”`).join(', ');
    throw new InkdexError(
      'not-found',
      `There is no saved search “${wanted}”. ${names === '' ? 'No search is saved yet.' : `Saved are: ${names}.`}`,
    );
  }
  if (found.length === 1) return only;
  const ids = found.map(({ id }) => id).join(', ');
  throw new InkdexError('bad-arguments', `Several saved searches have this name. Give an id: ${ids}.`);
}
