import type { Command } from 'commander';
import { z } from 'zod';
import type { SearchResult } from '../../shared/search.ts';
import {
  counted,
  dataCommand,
  note,
  optionsOf,
  print,
  printJson,
  wholeNumber,
  withServices,
} from './command.ts';

/** The most that one call of the contract gives. */
const mostResults = 500;

export function searchCommand(): Command {
  return dataCommand('search', 'find photos by the words on them')
    .argument(
      '<query...>',
      'words, "phrases", prefix*, OR, -not, NEAR/5, (groups), folder: date: labelled: confidence:',
    )
    .option('--limit <count>', 'photos to show', wholeNumber(1, mostResults), 20)
    .action(async (words: string[], _options, command: Command) => {
      const options = optionsOf(command, { limit: z.number() });
      await withServices(options, (services) => {
        const request = { query: words.join(' '), offset: 0, limit: options.limit };
        const page = services.search.search(request);
        for (const result of page.results) {
          if (options.json) printJson(resultLine(result));
          else printResult(result);
        }
        for (const remark of page.remarks) note(remark);
        note(`${counted(page.total, 'photo')} found in ${page.ms.toFixed(0)} ms.`);
        return Promise.resolve();
      });
    });
}

function resultLine({ photo, score, hits }: SearchResult): object {
  const listed = hits.map(({ box, text, term, probability }) => ({ box, text, term, probability }));
  return { photo: photo.id, path: photo.path, score, hits: listed };
}

function printResult({ photo, score, hits }: SearchResult): void {
  const likeliest = new Map<string, number>();
  for (const { text, probability } of hits) {
    likeliest.set(text, Math.max(probability, likeliest.get(text) ?? 0));
  }
  const found = Array.from(likeliest, ([text, probability]) => `${text} (${probability.toFixed(2)})`).join(
    ', ',
  );
  print(`${score.toFixed(2)}\t${photo.path}\t${found}`);
}
