import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { isImportName, isPdfName, isPhotoName } from '../../shared/contract/photo.ts';
import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { pageLine } from '../../shared/jsonLines.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import { formatCount } from '../../shared/text.ts';
import { shownNames } from '../exchange/folders.ts';
import type { ReadingService, ReadOptions, WordReading } from '../services.ts';
import {
  cancelled,
  dataCommand,
  modelId,
  note,
  noteFailure,
  onInterrupt,
  optionsOf,
  placeName,
  print,
  printJson,
  wholeNumber,
  withServices,
} from './command.ts';
import { listedImages, withPictureOnStdin } from './standardInput.ts';

/** Number of cropped words in one call: enough to fill the batches, few enough to show progress. */
const wordsAtOnce = 256;
const byName = new Intl.Collator(undefined, { numeric: true });

const languages = ['auto', ...pageLanguages] as const;

const shape = {
  words: z.boolean().default(false),
  model: modelIdSchema.optional(),
  alternatives: z.number(),
  language: z.enum(languages),
  filesFrom: z.string().optional(),
};

export function readCommand(): Command {
  return dataCommand('read', 'read the handwriting in photos without importing them')
    .argument('[image...]', 'photos, PDFs, and folders without their subfolders; - for one picture on stdin')
    .option('--files-from <file>', 'list with one path per line; - for stdin')
    .option('--words', 'each image is one cropped word, or line for a recogniser of lines')
    .option('--model <id>', 'recogniser to read with (default: the one in use)', modelId)
    .option('--alternatives <count>', 'number of readings for each word', wholeNumber(1, 10), 5)
    .addOption(
      new Option('--language <language>', 'language of the pages; auto finds it')
        .choices(languages)
        .default('auto'),
    )
    .action(async (given: string[], _options, command: Command) => {
      const options = optionsOf(command, shape);
      if (given.length === 0 && options.filesFrom === undefined) {
        command.error('error: no image; name photos or folders, or a list with --files-from');
      }
      const language = options.language === 'auto' ? null : options.language;
      if (options.words && language !== null) {
        command.error('error: --language is for pages; leave it out with --words');
      }
      const images = await listedImages(given, options.filesFrom);
      const { model, alternatives, json } = options;
      const reading: ReadOptions = { alternatives, language, ...(model === undefined ? {} : { model }) };
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await withServices(options, async (services) => {
        const paths = await imagesOf(images, options.words ? isPhotoName : isImportName);
        const read = options.words ? readWords : readPages;
        await withPictureOnStdin(paths, services.reading, (reader) =>
          read(reader, paths, reading, json, stop.signal),
        );
      });
      unwatch();
      if (stop.signal.aborted) noteFailure(cancelled());
    });
}

/** The given files, and the wanted files directly in each given folder. */
async function imagesOf(given: readonly string[], isWanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  for (const path of given) {
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = (await shownNames(path)).filter(isWanted).sort(byName.compare);
    if (names.length === 0) {
      noteFailure(
        new InkdexError('no-photos', 'This folder contains no photos. Choose a folder that does.'),
        path,
      );
    }
    found.push(...names.map((name) => join(path, name)));
  }
  return found;
}

type ReadAll = (
  reader: ReadingService,
  paths: readonly string[],
  options: ReadOptions,
  json: boolean,
  signal: AbortSignal,
) => Promise<void>;

/** A photo, or a page of a PDF (counted from 1). */
interface Place {
  readonly image: string;
  readonly page?: number;
}

const readPages: ReadAll = async (reading, paths, options, json, signal) => {
  const places: Place[] = [];
  for (const path of paths) {
    try {
      places.push(...(await placesOf(path, reading)));
    } catch (thrown) {
      printFailure({ image: path }, failureOf(thrown), json);
    }
  }
  for (const [index, place] of places.entries()) {
    if (signal.aborted) return;
    const { image, page } = place;
    const count = `${formatCount(index + 1)} of ${formatCount(places.length)}`;
    if (!json && places.length > 1) note(`Reading ${count}: ${nameOf(place)}`);
    try {
      const found = await (page === undefined
        ? reading.readFile(image, options)
        : reading.readPdfPage(image, page, options));
      if (json) printJson({ ...place, ...pageLine(found) });
      else printPage(nameOf(place), found, places.length > 1);
    } catch (thrown) {
      printFailure(place, failureOf(thrown), json);
    }
  }
};

async function placesOf(image: string, reading: ReadingService): Promise<Place[]> {
  const pages = isPdfName(image) ? await reading.countPages(image) : null;
  if (pages === null) return [{ image }];
  return Array.from({ length: pages }, (_, before) => ({ image, page: before + 1 }));
}

function nameOf({ image, page }: Place): string {
  return placeName(image, page);
}

/** Prints the text of a page, one output line for each line of writing. */
function printPage(image: string, { words }: PageReading, isOneOfMany: boolean): void {
  if (isOneOfMany) print(`# ${image}`);
  const lines = Map.groupBy(words, ({ line }) => line);
  for (const line of [...lines.keys()].sort((a, b) => a - b)) {
    print((lines.get(line) ?? []).map(({ text }) => text).join(' '));
  }
  if (isOneOfMany) print('');
}

const readWords: ReadAll = async (reading, paths, options, json, signal) => {
  for (let start = 0; start < paths.length; start += wordsAtOnce) {
    if (signal.aborted) return;
    const some = paths.slice(start, start + wordsAtOnce);
    const readings = await reading.readWords(some, options).catch((thrown: unknown) => {
      // The call failed, not these images, but each image gets an answer.
      return some.map(() => failureOf(thrown));
    });
    for (const [index, image] of some.entries()) {
      const word = readings[index];
      if (word !== undefined) printWord(image, word, json);
    }
  }
};

function printWord(image: string, word: WordReading | Failure, json: boolean): void {
  if ('code' in word) {
    printFailure({ image }, word, json);
    return;
  }
  const { text, confidence, alternatives, ms } = word;
  if (json) printJson({ image, text, confidence, alternatives, ms });
  else print(`${image}\t${text}\t${confidence.toFixed(2)}`);
}

function printFailure(place: Place, { code, message }: Failure, json: boolean): void {
  if (json) printJson({ ...place, error: { code, message } });
  noteFailure(new InkdexError(code, message), nameOf(place));
}
