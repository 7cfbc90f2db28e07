import { dirname, join } from 'node:path';
import { z } from 'zod';
import { sampleLabelSchema } from '../../shared/contract/dataset.ts';
import { parseJson } from '../../shared/json.ts';
import { madeBySchema } from '../../shared/contract/word.ts';
import { imageFolder, isFolder } from './folders.ts';
import { imagePlaces, placeFor } from './imagePlaces.ts';
import { firstLines, readLines, recordsOfLines, withTextFile } from './textFile.ts';
import { checkedFormat, invalidAt, labelOf, lineOf, parsedLine, sampleAt } from './records.ts';

/**
 * Inkdex's own lossless format: a folder with `samples.jsonl` and its images. The first line identifies the format;
 * each further line is one sample with every field of its label.
 */

const listName = 'samples.jsonl';

const headerSchema = z.strictObject({ format: z.literal('inkdex-samples'), version: z.literal(1) });

const lineSchema = sampleLabelSchema.extend({
  /** Path of the image file relative to the list, with slashes. */
  image: z.string().min(1).max(2000),
  source: madeBySchema.optional(),
});

export const jsonLines = checkedFormat({
  name: 'jsonl',
  title: 'Inkdex JSON lines',
  losses: [],
  recognise: async (path) => ((await hasHeader(await listOf(path))) ? 1 : 0),
  async *read(path, options) {
    const list = await listOf(path);
    await requireHeader(list, options.signal);
    const images = imageFolder(dirname(list));
    const header = lineOf(list, 1);
    yield* recordsOfLines(list, options.signal, async (text, place) => {
      if (place === header) return null;
      const { image, source, ...label } = parsedLine(lineSchema, text, place);
      const { path: found } = await images.find([image], place);
      return sampleAt(place, { ...label, path: found, ...(source === undefined ? {} : { source }) });
    });
  },
  async write(samples, folder, options) {
    await withTextFile(join(folder, listName), async (list) => {
      await list.append(`${JSON.stringify({ format: 'inkdex-samples', version: 1 })}\n`);
      const images = imagePlaces(folder, options);
      for await (const sample of samples) {
        const image = await images.put(sample.path, placeFor(sample.file));
        const { source } = sample;
        const line = { image, ...labelOf(sample), ...(source === undefined ? {} : { source }) };
        await list.append(`${JSON.stringify(line)}\n`);
      }
    });
  },
});

async function listOf(path: string): Promise<string> {
  return (await isFolder(path)) ? join(path, listName) : path;
}

async function hasHeader(list: string): Promise<boolean> {
  const [first = ''] = await firstLines(list, 1);
  return headerSchema.safeParse(parseJson(first)).success;
}

/** Without its header the file is of another format or an unknown version, so no line is read. */
async function requireHeader(list: string, signal: AbortSignal): Promise<void> {
  let found = '';
  for await (const { text } of readLines(list, signal)) {
    if (headerSchema.safeParse(parseJson(text)).success) return;
    found = text.slice(0, 80);
    break;
  }
  throw invalidAt(
    lineOf(list, 1),
    `found ${JSON.stringify(found)}; expected {"format":"inkdex-samples","version":1}.`,
  );
}
