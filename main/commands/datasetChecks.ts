import { Option, type Command } from 'commander';
import { z } from 'zod';
import { counted, formatCount } from '../../shared/text.ts';
import { dataCommand, note, optionsOf, print, printJson, wholeNumber, withServices } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';

/** The most groups or samples that one call lists. */
const mostListed = 500;

const limitOption = (): Option =>
  new Option('--limit <count>', 'number to list').argParser(wholeNumber(1, mostListed)).default(50);

/** `inkdex dataset duplicates`: the same or nearly the same pictures. */
export function duplicatesCommand(): Command {
  return dataCommand('duplicates', 'find duplicates and near-duplicates, those across splits first')
    .argument('<version>', versionText)
    .addOption(limitOption())
    .action(async (text: string, _options, command: Command) => {
      const options = optionsOf(command, { limit: z.number() });
      await withServices(options, async ({ datasets }) => {
        const contents = { version: datasets.versionNamed(text) };
        await interruptible('pictures', (work) => datasets.compareNow(contents, work));
        const { total, groups } = await datasets.calls.listLookAlikes({
          contents,
          offset: 0,
          limit: options.limit,
        });
        for (const { kind, isAcrossSplits, samples, size } of groups) {
          const keys = samples.map(({ key }) => key);
          if (options.json) printJson({ kind, isAcrossSplits, size, keys });
          else print(`${kind}\t${isAcrossSplits ? 'across splits' : 'in one split'}\t${keys.join('\t')}`);
        }
        note(`${counted(total, 'group')}.`);
      });
    });
}

/** `inkdex dataset suspects`: labels that the recogniser contradicts. */
export function suspectsCommand(): Command {
  return dataCommand('suspects', 'read all words, and list the labels that the recogniser contradicts')
    .argument('<version>', versionText)
    .addOption(limitOption())
    .action(async (text: string, _options, command: Command) => {
      const options = optionsOf(command, { limit: z.number() });
      await withServices(options, async ({ datasets }) => {
        const contents = { version: datasets.versionNamed(text) };
        await interruptible('words', (work) => datasets.readNow(contents, work));
        const { total, words, suspects } = await datasets.calls.listSuspects({
          contents,
          offset: 0,
          limit: options.limit,
        });
        for (const { sample, reading, confidence, labelConfidence, kind } of suspects) {
          if (options.json) {
            printJson({ key: sample.key, text: sample.text, reading, confidence, labelConfidence, kind });
          } else {
            print([sample.key, sample.text, reading, confidence.toFixed(2), kind].join('\t'));
          }
        }
        note(`${formatCount(total)} of ${counted(words, 'word')}.`);
      });
    });
}
