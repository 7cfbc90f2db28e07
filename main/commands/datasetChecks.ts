import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Contents } from '../../shared/contract/datasetContents.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { dataCommand, note, print, printJson, wholeNumber } from './command.ts';
import { interruptible, versionText } from './datasetWork.ts';

/** The most groups or samples that one call lists. */
const mostListed = 500;

interface CheckOptions {
  readonly limit: number;
  readonly json: boolean;
}

/**
 * A command that checks a version and lists what it finds.
 *
 * @param list prints what was found; returns how much in words
 */
function checkCommand(
  name: string,
  description: string,
  list: (datasets: Services['datasets'], contents: Contents, options: CheckOptions) => Promise<string>,
): Command {
  return dataCommand(name, description)
    .argument('<version>', versionText)
    .addOption(
      new Option('--limit <count>', 'number to list').argParser(wholeNumber(1, mostListed)).default(50),
    )
    .onLibrary({ limit: z.number() }, async ({ datasets }, options, text: string) => {
      note(await list(datasets, { version: datasets.versionNamed(text) }, options));
    });
}

/** `inkdex dataset duplicates`: the same or nearly the same pictures. */
export function duplicatesCommand(): Command {
  const description = 'find duplicates and near-duplicates, those across splits first';
  return checkCommand('duplicates', description, async (datasets, contents, { limit, json }) => {
    await interruptible('pictures', (work) => datasets.compareNow(contents, work));
    const { total, groups } = await datasets.calls.listLookAlikes({ contents, offset: 0, limit });
    for (const { kind, isAcrossSplits, samples, size } of groups) {
      const keys = samples.map(({ key }) => key);
      if (json) printJson({ kind, isAcrossSplits, size, keys });
      else print(`${kind}\t${isAcrossSplits ? 'across splits' : 'in one split'}\t${keys.join('\t')}`);
    }
    return `${counted(total, 'group')}.`;
  });
}

/** `inkdex dataset suspects`: labels that the recogniser contradicts. */
export function suspectsCommand(): Command {
  const description = 'read all words, and list the labels that the recogniser contradicts';
  return checkCommand('suspects', description, async (datasets, contents, { limit, json }) => {
    await interruptible('words', (work) => datasets.readNow(contents, work));
    const { total, words, suspects } = await datasets.calls.listSuspects({ contents, offset: 0, limit });
    for (const { sample, reading, confidence, labelConfidence, kind } of suspects) {
      if (json) printJson({ key: sample.key, text: sample.text, reading, confidence, labelConfidence, kind });
      else print([sample.key, sample.text, reading, confidence.toFixed(2), kind].join('\t'));
    }
    return `${formatCount(total)} of ${counted(words, 'word')}.`;
  });
}
