import { appendFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { sampleLabelSchema, type SampleLabel } from '../../shared/contract/dataset.ts';
import { imageFolder, isFolder } from './folders.ts';
import { cutSamples, imagePlaces, wordPlace } from './imagePlaces.ts';
import { filesBelow, hasFileOf } from './pages/findFiles.ts';
import {
  bareLabel,
  checkedFormat,
  invalidAt,
  parsedAt,
  parsedLine,
  sampleAt,
  splitOrNull,
  textSchema,
} from './records.ts';
import { firstLines, recordsOfLines } from './textFile.ts';

/**
 * An image folder of Hugging Face's `datasets`: a folder for each split, with images and `metadata.jsonl`, which has a
 * row for each image: `{"file_name": "a.png", "text": "word"}`. Other columns are the samples' other fields.
 */
export const huggingFace = checkedFormat({
  name: 'image-folder',
  title: 'Hugging Face image folder (metadata.jsonl)',
  losses: [
    'A word or line that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'Regions marked illegible or not text are left out.',
    'Samples without a split are in the training split. File names begin with the split.',
    'Lost: alternatives.',
  ],
  recognise: async (path) => ((await hasFileOf(path, ['.jsonl'], isMetadata)) ? 0.9 : 0),
  async *read(path, { signal }) {
    const root = (await isFolder(path)) ? path : dirname(path);
    let lists = 0;
    for await (const list of filesBelow(path, ['.jsonl'])) {
      if (root === path && basename(list) !== listName) continue;
      lists += 1;
      const images = imageFolder(dirname(list));
      yield* recordsOfLines(list, signal, async (text, place) => {
        const row = parsedLine(z.record(z.string(), z.unknown()), text, place);
        const { file_name, key, ...fields } = parsedAt(rowSchema, row, place);
        const image = await images.find([file_name], place);
        const file = relative(root, join(dirname(list), image.file))
          .split(sep)
          .join('/');
        return sampleAt(place, {
          ...bareLabel,
          ...fields,
          ...{ path: image.path, file, key: key ?? file, text: textIn(row, place) },
          split: splitOrNull(file.split('/')[0]),
        });
      });
    }
    if (lists === 0)
      throw invalidAt(path, `contains no ${listName}; expected one here or in the folder of each split.`);
  },
  async write(samples, folder, options) {
    const images = imagePlaces(folder, options);
    let isEmpty = true;
    for await (const cut of cutSamples(samples)) {
      const { sample } = cut;
      if (sample.mark !== 'text') continue;
      const inSplit = `${sample.split ?? 'train'}/`;
      const wanted = wordPlace(cut, /\s/gu);
      const place = await images.putOwn(cut, wanted.startsWith(inSplit) ? wanted : inSplit + wanted);
      const file_name = place.slice(inSplit.length);
      const row = { file_name, text: sample.text, key: sample.key, ...cellsOf(sample) };
      // `datasets` looks for a list only in the folder of each split.
      await appendFile(join(folder, inSplit, listName), `${JSON.stringify(row)}\n`);
      isEmpty = false;
    }
    if (isEmpty) await writeFile(join(folder, listName), '');
  },
});

const listName = 'metadata.jsonl';

async function isMetadata(file: string): Promise<boolean> {
  if (basename(file) !== listName) return false;
  const [first = ''] = await firstLines(file, 1);
  return /"file_name"\s*:/u.test(first);
}

const label = sampleLabelSchema.shape;

/** Other datasets have columns of the same names with other values: these count as missing. */
const rowSchema = z.object({
  file_name: z.string().min(1),
  key: label.key.optional().catch(undefined),
  level: label.level.catch('word'),
  writer: label.writer.catch(null),
  page: label.page.catch(null),
  line: label.line.catch(null),
  position: label.position.catch(null),
  language: label.language.catch(null),
});

/** The usual names of the column with the text. */
const textColumns = ['text', 'transcription', 'label', 'sentence', 'ground_truth'];

type Fields = Pick<SampleLabel, 'level' | 'writer' | 'page' | 'line' | 'position' | 'language'>;

/** `datasets` refuses a column of nulls in one split and texts in another: values that are missing are "" and -1. */
function cellsOf({ level, writer, page, line, position, language }: Fields): object {
  return {
    ...{ level, writer: writer ?? '', page: page ?? '' },
    ...{ line: line ?? -1, position: position ?? -1, language: language ?? '' },
  };
}

/** A number is a class where another column has a text, and else the text. */
function textIn(row: Readonly<Record<string, unknown>>, place: string): string {
  const columns = textColumns.filter((column) => row[column] !== undefined);
  const column = columns.find((name) => typeof row[name] === 'string') ?? columns[0];
  if (column !== undefined) return parsedAt(textSchema, row[column], place, `${column}: `);
  const found = Object.keys(row).join(', ');
  throw invalidAt(place, `the columns are ${found}; expected a text in ${textColumns.join(', ')}.`);
}
