import type { Command } from 'commander';
import { z } from 'zod';
import type { WordId } from '../../shared/contract/word.ts';
import { counted } from '../../shared/text.ts';
import {
  dataCommand,
  note,
  optionsOf,
  print,
  printJson,
  wholeNumber,
  withServices,
  tell,
} from './command.ts';
import { wordsArgument } from './labelWords.ts';
import { wordLine } from './photos.ts';

const lister = 'inkdex label changed';
/** The most words of one call. */
const mostWords = 500;

/** `inkdex label changed`: the words that another model has read differently. */
export function changedCommand(): Command {
  return dataCommand(
    'changed',
    'list the words that another model has read differently; accept or restore them',
  )
    .option('--limit <count>', 'number of words', wholeNumber(1, mostWords), 50)
    .onLibrary({ limit: z.number() }, ({ labels }, options) => {
      const { words, total } = labels.changedWords({ limit: options.limit });
      for (const { word, earlier } of words) {
        if (options.json) printJson({ photo: word.photo, ...wordLine(word), earlier });
        else print(`${word.id}\t${earlier}\t${word.text}`);
      }
      note(`${counted(total, 'word')} read differently.`);
    })
    .addCommand(acceptCommand())
    .addCommand(restoreCommand());
}

function acceptCommand(): Command {
  return dataCommand('accept', 'keep the new readings, and take the words off the list; confirms nothing')
    .addArgument(wordsArgument('[word...]', lister))
    .option('--all', 'all words of the list')
    .action(async (ids: WordId[], _options, command: Command) => {
      const options = optionsOf(command, { all: z.boolean().default(false) });
      if (ids.length === 0 && !options.all) command.error('error: expected words, or --all');
      await withServices(options, ({ labels }) => {
        const { accepted } = labels.acceptChangedWords({ words: options.all ? null : ids });
        tell(options.json, { accepted }, `${counted(accepted, 'reading')} accepted.`);
      });
    });
}

function restoreCommand(): Command {
  return dataCommand('restore', 'give words their earlier texts, as corrections')
    .addArgument(wordsArgument('<word...>', lister))
    .onLibrary({}, ({ labels }, options, ids: WordId[]) => {
      labels.restoreEarlierReadings({ words: ids });
      const restored = labels.wordsWithIds(ids);
      if (options.json) for (const word of restored) printJson(wordLine(word));
      else note(`${counted(restored.length, 'word')} restored.`);
    });
}
