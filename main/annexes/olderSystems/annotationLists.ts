import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { splitSchema, type Split } from '../../../shared/contract/dataset.ts';
import type { ExchangeFormat, IncomingRecord, IncomingSample } from '../../exchange/exchangeFormat.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { imageFolder, isFile, isFolder, type FoundImage } from '../../exchange/folders.ts';
import { createKeySet } from '../../exchange/keySet.ts';
import { recordsOfLines, withTextFile, type TextFile } from '../../exchange/textFile.ts';
import { bareLabel, invalidAt, sampleAt, type Place } from '../../exchange/records.ts';

/**
 * The lists of MJSynth and Synth90k: `annotation_train.txt`, `annotation_val.txt`, `annotation_test.txt`, and
 * `annotation.txt` with all samples. Each line has a path and the number of a word in the lexicon.
 */
const listNames: Record<Split, string> = {
  train: 'annotation_train.txt',
  validation: 'annotation_val.txt',
  test: 'annotation_test.txt',
};
const wholeList = 'annotation.txt';

/** The folder of the lists, from that folder or one of the lists; null when there are none. */
export async function annotationFolder(path: string): Promise<string | null> {
  if (!(await isFolder(path)))
    return listName.test(basename(path)) && (await isFile(path)) ? dirname(path) : null;
  const names = await readdir(path).catch((error: unknown) => {
    throw fileProblem(path, error);
  });
  return names.some((name) => listName.test(name)) ? path : null;
}

const listName = /^annotation(?:_(?:train|val|test))?\.txt$/u;

/** @throws InkdexError `data-invalid` when there is no list */
export async function requireAnnotationFolder({ name }: ExchangeFormat, path: string): Promise<string> {
  const folder = await annotationFolder(path);
  if (folder !== null) return folder;
  const expected = 'annotation_train.txt, annotation_val.txt, annotation_test.txt or annotation.txt in it';
  throw invalidAt(
    path,
    `this is not a ${name} folder: expected ${expected}. Choose another folder or format.`,
  );
}

/** One line of a list. */
export interface Annotated {
  readonly image: FoundImage;
  /** Index of the word in the lexicon, from 0. */
  readonly index: number;
  readonly place: Place;
}

/**
 * The samples of all lists, without duplicates. Samples that only `annotation.txt` has are in no split.
 * @param textOf the label of a line
 * @throws InkdexError `data-invalid` when there is no list
 */
export async function* readAnnotations(
  format: ExchangeFormat,
  path: string,
  signal: AbortSignal,
  textOf: (annotated: Annotated) => string,
): AsyncGenerator<IncomingRecord> {
  const folder = await requireAnnotationFolder(format, path);
  const images = imageFolder(folder);
  const parse = async (line: string, place: Place, split: Split | null): Promise<IncomingRecord> => {
    const [, file = '', index] = /^(.*\S) (\d{1,9})\s*$/u.exec(line) ?? [];
    if (index === undefined) {
      throw invalidAt(place, `found ${JSON.stringify(line.slice(0, 120))}; expected "path number".`);
    }
    const image = await images.find([file], place);
    const text = textOf({ image, index: Number(index), place });
    const sample: IncomingSample = { ...bareLabel, ...image, key: image.file, level: 'word', text, split };
    return sampleAt(place, sample);
  };

  const inSplits = createKeySet();
  for (const split of splitSchema.options) {
    const list = join(folder, listNames[split]);
    if (!(await isFile(list))) continue;
    for await (const record of recordsOfLines(list, signal, (line, place) => parse(line, place, split))) {
      if (record.kind === 'sample') inSplits.add(record.sample.key);
      yield record;
    }
  }
  const whole = join(folder, wholeList);
  if (!(await isFile(whole))) return;
  const seen = createKeySet();
  for await (const record of recordsOfLines(whole, signal, (line, place) => parse(line, place, null))) {
    const isKnown =
      record.kind === 'sample' && seen.add(record.sample.key) && !inSplits.add(record.sample.key);
    if (!isKnown) yield record;
  }
}

/** The lists to write: one with all samples, and one for each split. */
export interface AnnotationLists {
  add(place: string, index: number, split: Split | null): Promise<void>;
}

export async function withAnnotationLists(
  folder: string,
  work: (lists: AnnotationLists) => Promise<void>,
): Promise<void> {
  const open = (name: string, next: (file: TextFile) => Promise<void>) =>
    withTextFile(join(folder, name), next);
  await open(wholeList, (whole) =>
    open(listNames.train, (train) =>
      open(listNames.validation, (validation) =>
        open(listNames.test, async (test) => {
          const files: Record<Split, TextFile> = { train, validation, test };
          await work({
            async add(place, index, split) {
              const line = `./${place} ${index}\n`;
              await whole.append(line);
              if (split !== null) await files[split].append(line);
            },
          });
        }),
      ),
    ),
  );
}
