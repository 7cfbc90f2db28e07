import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { pageLanguages } from '../../shared/contract/pageLanguage.ts';
import { isImportName, mayHavePages, isPhotoName, missingText } from '../../shared/contract/photo.ts';
import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { isMirrored } from '../../shared/geometry.ts';
import { pageLine } from '../../shared/jsonLines.ts';
import type { PageReading, WordReading } from '../../shared/contract/word.ts';
import { linesOfWords, textOfLines, textOfWords } from '../../shared/page/page.ts';
import { shownNames } from '../exchange/folders.ts';
import type { ReadingService, ReadOptions } from '../services.ts';
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
import { readBoxList } from './boxList.ts';
import { createPredictions, type Output } from './predictions.ts';
import { readBoxes } from './readBoxes.ts';
import { listedImages, withPictureOnStdin } from './standardInput.ts';
import { showProgress } from './terminal.ts';
import { nameByHead } from '../imaging/formats/photoHead.ts';

/** Number of cropped words in one call: enough to fill the batches, few enough to show progress. */
const wordsAtOnce = 256;
const byName = new Intl.Collator(undefined, { numeric: true });

const languages = ['auto', ...pageLanguages] as const;

const shape = {
  words: z.boolean().default(false),
  model: modelIdSchema.optional(),
  detector: modelIdSchema.optional(),
  alternatives: z.number(),
  language: z.enum(languages),
  filesFrom: z.string().optional(),
  recursive: z.boolean().default(false),
  fast: z.boolean().optional(),
  boxes: z.string().optional(),
  csv: z.string().optional(),
};
type Options = z.infer<z.ZodObject<typeof shape>> & { readonly json: boolean };

export function readCommand(): Command {
  return dataCommand('read', 'read the handwriting in photos without importing them')
    .argument('[image...]', 'photos, PDFs, and folders; - for one picture on stdin')
    .option('--files-from <file>', 'list with one path per line; - for stdin')
    .option('--words', 'each image is one cropped word, or line for a recogniser of lines')
    .option('--model <id>', 'recogniser to read with (default: the one in use)', modelId)
    .addOption(
      new Option(
        '--detector <id>',
        'detector, or finder of lines, to find words with (default: the one in use)',
      )
        .argParser(modelId)
        .conflicts(['words', 'boxes']),
    )
    .option('--alternatives <count>', 'number of readings for each word', wholeNumber(1, 10), 5)
    .addOption(
      new Option('--language <language>', 'language of the pages; auto finds it')
        .choices(languages)
        .default('auto')
        .conflicts('words'),
    )
    .option('--fast', 'ask no second reader for words in doubt, and read Latin letters only')
    .option('--recursive', 'also read the subfolders of folders')
    .addOption(
      new Option('--boxes <file>', 'read these boxes: JSON, CSV or TSV; - for JSON on stdin').conflicts([
        'words',
        'filesFrom',
      ]),
    )
    .option('--csv <file>', 'also write a CSV file with the columns index, fname and prediction')
    .action(async (given: string[], _options, command: Command) => {
      const options = optionsOf(command, shape);
      const isNamed = given.length > 0 || options.filesFrom !== undefined;
      if (isNamed === (options.boxes !== undefined)) {
        command.error('error: expected photos, folders, a list with --files-from, or boxes with --boxes');
      }
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await withServices(options, ({ reading }) => readGiven(reading, given, options, stop.signal));
      unwatch();
      if (stop.signal.aborted) noteFailure(cancelled());
    });
}

async function readGiven(
  reading: ReadingService,
  given: readonly string[],
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { model, detector, alternatives, fast, json, boxes } = options;
  const language = options.language === 'auto' ? null : options.language;
  const asked: ReadOptions = { alternatives, language, model, detector, fast };
  const predictions = createPredictions(options.csv ?? null);
  const progress = showProgress(options.words ? 'words' : 'photos');
  const output = { json, predictions, progress, signal };
  try {
    if (boxes !== undefined) {
      await readBoxes(reading, await readBoxList(boxes, signal), asked, output);
    } else {
      const images = await listedImages(given, options.filesFrom);
      const isWanted = options.words ? isPhotoName : isImportName;
      const paths = await imagesOf(images, isWanted, options.recursive);
      const read = options.words ? readWords : readPages;
      await withPictureOnStdin(paths, reading, (reader) => read(reader, paths, asked, output));
    }
  } finally {
    progress.end();
  }
  if (!signal.aborted) await predictions.write();
}

/** The given files, and the wanted files in each given folder. */
async function imagesOf(
  given: readonly string[],
  isWanted: (name: string) => boolean,
  isRecursive: boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of given) {
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const inFolder = await wantedIn(path, isWanted, isRecursive);
    if (inFolder.length === 0) {
      noteFailure(
        new InkdexError('no-photos', 'This folder contains no photos. Choose a folder that does.'),
        path,
      );
    }
    found.push(...inFolder);
  }
  return found;
}

async function wantedIn(
  folder: string,
  isWanted: (name: string) => boolean,
  isRecursive: boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await shownNames(folder)).sort(byName.compare)) {
    const path = join(folder, name);
    const kind = await lstat(path);
    if (isWanted(kind.isFile() ? await nameByHead(name, path) : name)) found.push(path);
    // A link to a folder above would never end.
    else if (isRecursive && kind.isDirectory()) found.push(...(await wantedIn(path, isWanted, true)));
  }
  return found;
}

type ReadAll = (
  reader: ReadingService,
  paths: readonly string[],
  options: ReadOptions,
  output: Output,
) => Promise<void>;

/** A photo, or a page of a PDF (counted from 1). */
interface Place {
  readonly image: string;
  readonly page?: number;
}

const readPages: ReadAll = async (reading, paths, options, { json, predictions, progress, signal }) => {
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
    if (places.length > 1) progress.update(index, places.length);
    try {
      const found = await (page === undefined
        ? reading.readFile(image, options)
        : reading.readPdfPage(image, page, options));
      predictions.add(nameOf(place), textOfLines(linesOfWords(found.words)));
      if (json) printJson({ ...place, ...pageLine(found) });
      else printPage(nameOf(place), found, places.length > 1);
      if (found.words.some(({ quad }) => isMirrored(quad)))
        note(`${nameOf(place)}: this photo is mirrored. Its text is read as in a mirror.`);
      if (found.missing > 0) note(`${nameOf(place)}: ${missingText(found.missing)}`);
    } catch (thrown) {
      predictions.add(nameOf(place), '');
      printFailure(place, failureOf(thrown), json);
    }
  }
};

async function placesOf(image: string, reading: ReadingService): Promise<Place[]> {
  const pages = mayHavePages(image) ? await reading.countPages(image) : null;
  if (pages === null) return [{ image }];
  return Array.from({ length: pages }, (_, before) => ({ image, page: before + 1 }));
}

function nameOf({ image, page }: Place): string {
  return placeName(image, page);
}

function printPage(image: string, { words }: PageReading, isOneOfMany: boolean): void {
  if (isOneOfMany) print(`# ${image}`);
  for (const line of linesOfWords(words)) print(textOfWords(line));
  if (isOneOfMany) print('');
}

const readWords: ReadAll = async (reading, paths, options, { json, predictions, progress, signal }) => {
  for (let start = 0; start < paths.length; start += wordsAtOnce) {
    if (signal.aborted) return;
    if (paths.length > wordsAtOnce) progress.update(start, paths.length);
    const some = paths.slice(start, start + wordsAtOnce);
    const readings = await reading.readWords(some, options).catch((thrown: unknown) => {
      // The call failed, not these images, but each image gets an answer.
      return some.map(() => failureOf(thrown));
    });
    for (const [index, image] of some.entries()) {
      const word = readings[index];
      if (word === undefined) continue;
      predictions.add(image, 'code' in word ? '' : word.text);
      printWord(image, word, json);
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
