import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelIdSchema } from '../../shared/model.ts';
import { isPhotoName } from '../../shared/photo.ts';
import { InkdexError, failureOf } from '../../shared/result.ts';
import type { Failure } from '../../shared/result.ts';
import type { PageReading } from '../../shared/word.ts';
import type { ReadOptions, Services, WordReading } from '../services.ts';
import {
  cancelled,
  dataCommand,
  modelId,
  note,
  noteFailure,
  onInterrupt,
  optionsOf,
  print,
  printJson,
  wholeNumber,
  withServices,
} from './command.ts';

/** Cropped words go to the reader this many at a time: enough to fill its batches, few enough to show. */
const wordsAtOnce = 256;
const byName = new Intl.Collator(undefined, { numeric: true });

const shape = {
  words: z.boolean().default(false),
  model: modelIdSchema.optional(),
  alternatives: z.number(),
};

export function readCommand(): Command {
  return dataCommand('read', 'read the handwriting in photos, without a library of them')
    .argument('<image...>', 'photos; a folder means the photos in it')
    .option('--words', 'each image is one cropped word')
    .option('--model <id>', 'the recogniser to read with, instead of the one in use', modelId)
    .option('--alternatives <count>', 'readings a word', wholeNumber(1, 10), 5)
    .action(async (images: string[], _options, command: Command) => {
      const options = optionsOf(command, shape);
      const { model, alternatives, json } = options;
      const reading: ReadOptions = { alternatives, ...(model === undefined ? {} : { model }) };
      const stop = new AbortController();
      const unwatch = onInterrupt(() => {
        stop.abort();
      });
      await withServices(options, async (services) => {
        const paths = await imagesOf(images);
        const read = options.words ? readWords : readPages;
        await read(services, paths, reading, json, stop.signal);
      });
      unwatch();
      if (stop.signal.aborted) noteFailure(cancelled());
    });
}

/** Files as given, and the photos directly in each folder. */
async function imagesOf(given: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of given) {
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = (await readdir(path)).filter(isPhotoName).sort(byName.compare);
    if (names.length === 0) {
      noteFailure(
        new InkdexError('no-photos', 'No photo lies in this folder. Name one that holds some.'),
        path,
      );
    }
    found.push(...names.map((name) => join(path, name)));
  }
  return found;
}

type ReadAll = (
  services: Services,
  paths: readonly string[],
  options: ReadOptions,
  json: boolean,
  signal: AbortSignal,
) => Promise<void>;

const readPages: ReadAll = async ({ reading }, paths, options, json, signal) => {
  for (const [index, path] of paths.entries()) {
    if (signal.aborted) return;
    if (!json && paths.length > 1) note(`Reading ${String(index + 1)} of ${String(paths.length)}: ${path}`);
    try {
      const page = await reading.readFile(path, options);
      if (json) printJson(pageLine(path, page));
      else printPage(path, page, paths.length > 1);
    } catch (thrown) {
      printFailure(path, failureOf(thrown), json);
    }
  }
};

/** Of a photo that had to be turned to be read, by how much: its places are of the photo as it was. */
function pageLine(image: string, { width, height, turn, words, ms }: PageReading): object {
  const listed = words.map(({ box, quad, line, text, confidence, alternatives }) => {
    return { box, quad, line, text, confidence, alternatives };
  });
  return { image, width, height, ...(turn !== 0 && { turn }), words: listed, ms };
}

/** The text of a page, a line of writing a line. */
function printPage(image: string, { words }: PageReading, isOneOfMany: boolean): void {
  if (isOneOfMany) print(`# ${image}`);
  const lines = Map.groupBy(words, ({ line }) => line);
  for (const line of [...lines.keys()].sort((a, b) => a - b)) {
    print((lines.get(line) ?? []).map(({ text }) => text).join(' '));
  }
  if (isOneOfMany) print('');
}

const readWords: ReadAll = async ({ reading }, paths, options, json, signal) => {
  for (let start = 0; start < paths.length; start += wordsAtOnce) {
    if (signal.aborted) return;
    const some = paths.slice(start, start + wordsAtOnce);
    const readings = await reading.readWords(some, options).catch((thrown: unknown) => {
      // Nothing is wrong with these images, but each is answered for.
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
    printFailure(image, word, json);
    return;
  }
  const { text, confidence, alternatives, ms } = word;
  if (json) printJson({ image, text, confidence, alternatives, ms });
  else print(`${image}\t${text}\t${confidence.toFixed(2)}`);
}

function printFailure(image: string, { code, message }: Failure, json: boolean): void {
  if (json) printJson({ image, error: { code, message } });
  noteFailure(new InkdexError(code, message), image);
}
