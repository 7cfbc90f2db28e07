import { appendFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { IncomingRecord, OutgoingSample } from './exchangeFormat.ts';
import { pointSchema } from '../../shared/geometry.ts';
import { parseJson } from '../../shared/json.ts';
import { normalizeText } from '../../shared/text.ts';
import { isFolder } from './folders.ts';
import { placeFor } from './imagePlaces.ts';
import {
  imagesWithSamples,
  levelOfText,
  listedImages,
  listedPart,
  listedWhere,
  type ListedImages,
  type SizedImage,
} from './listed/images.ts';
import { filesOfFormat, hasFileOf, withoutExtension } from './pages/findFiles.ts';
import { carriedOfValue, emptyPart, sampleOf, type Held, type Part } from './pages/parts.ts';
import {
  checkedFormat,
  invalidAt,
  lineOf,
  parsedAt,
  type Place,
  recordOr,
  skipped,
  textSchema,
} from './records.ts';
import { firstLines, readLines, withoutReturn } from './textFile.ts';

/** PPOCRLabel's `Label.txt`, training data for the text detectors of PaddleOCR. */
export const ppOcrLabel = checkedFormat({
  name: 'pp-ocr-label',
  title: 'PPOCRLabel',
  losses: [],
  recognise: async (path) => ((await hasFileOf(path, ['.txt'], isPpOcrLabel)) ? 1 : 0),
  /** Reads a `Label.txt` of PPOCRLabel, or all such lists in a folder and its subfolders. */
  async *read(path, options) {
    const root = (await isFolder(path)) ? resolve(path) : dirname(resolve(path));
    const named = new Map<string, string>();
    for await (const file of filesOfFormat(path, ['.txt'], isPpOcrLabel)) {
      const folder = dirname(file);
      const images = listedImages({ root, folders: [folder, dirname(folder)], named }, options.imageSize);
      for await (const { number, text, problem } of readLines(file, options.signal)) {
        const place = lineOf(file, number);
        const line = withoutReturn(text);
        if (problem !== null) yield { kind: 'invalid', message: invalidAt(place, problem).message };
        else if (line !== '') yield* recordsOfLine(line, place, { images, folderName: basename(folder) });
      }
    }
  },
  /**
   * Writes folders to be opened in PPOCRLabel, which shows the images beside one `Label.txt` and no subfolders: each
   * folder of images gets its own list. `fileState.txt` says that the images are checked; PPOCRLabel drops the boxes of
   * others when it saves.
   */
  async write(samples, folder, options, path) {
    for await (const image of imagesWithSamples(samples, folder, options, besideList)) {
      const boxes = image.samples.map((sample) => boxOf(sample, image.file));
      const inside = dirname(image.file);
      // PPOCRLabel knows an image by the last two parts of its path.
      const name = `${basename(join(resolve(path), inside))}/${basename(image.file)}`;
      await appendFile(join(folder, inside, listName), `${name}\t${evaluableJson(boxes)}\n`);
      await appendFile(join(folder, inside, stateName), `${name}\t1\n`);
    }
  },
});

const boxSchema = z.object({
  transcription: textSchema,
  points: z.array(pointSchema),
  difficult: z.boolean().nullish(),
  /** Fields of a sample that PPOCRLabel cannot express. */
  inkdex: z.unknown().optional(),
});

async function isPpOcrLabel(path: string): Promise<boolean> {
  const [first = ''] = await firstLines(path, 1);
  return /^[^\t]+\t\s*\[\s*(?:\]|\{.*"(?:transcription|points)"\s*:)/u.test(first);
}

/** An image's path, a tab, and its boxes as JSON. */
async function* recordsOfLine(
  line: string,
  place: Place,
  { images, folderName }: { readonly images: ListedImages; readonly folderName: string },
): AsyncGenerator<IncomingRecord> {
  const records: IncomingRecord[] = [];
  const failed = await recordOr(async () => {
    const tab = line.indexOf('\t');
    if (tab < 0)
      throw invalidAt(place, 'the line has no tab; expected an image, a tab, and a list of boxes as JSON.');
    const boxes = boxesOf(line.slice(tab + 1), place);
    const image = await images.find(imageNames(line.slice(0, tab), folderName), place);
    for (const [index, box] of boxes.entries()) {
      if (image === null) records.push(skipped('image missing', place));
      else records.push(await recordOr(() => recordOfBox(box, index, image, place)));
    }
    return null;
  });
  if (failed !== null) yield failed;
  yield* records;
}

/**
 * Paths begin with the name of the folder that was opened in PPOCRLabel, the list's folder. It may have been renamed
 * since; if not, a subfolder of the same name is not meant.
 */
function imageNames(path: string, folderName: string): string[] {
  const slashed = path.replaceAll('\\', '/');
  const slash = slashed.indexOf('/');
  const inFolder = slashed.slice(slash + 1);
  return slashed.slice(0, Math.max(0, slash)) === folderName ? [inFolder, slashed] : [slashed, inFolder];
}

function boxesOf(json: string, place: Place): unknown[] {
  const boxes = z.array(z.unknown()).safeParse(parseJson(json));
  if (boxes.success) return boxes.data;
  throw invalidAt(place, 'the text after the tab is not a JSON list: it was changed or cut short.');
}

function recordOfBox(value: unknown, index: number, image: SizedImage, place: Place): IncomingRecord {
  const { transcription, points, difficult, inkdex } = parsedAt(boxSchema, value, place, `box ${index}: `);
  if (inkdex === undefined && isPlaceholder(transcription)) return skipped(notTranscribed, place);
  const page = withoutExtension(image.file);
  const isIgnored = transcription === ignoredText;
  const text = isIgnored ? '' : normalizeText(transcription);
  const part: Part = {
    ...emptyPart,
    ...carriedOfValue(inkdex, '"inkdex" in the box'),
    outline: points,
    text,
    mark: isIgnored || difficult === true ? 'illegible' : 'text',
  };
  if (part.problem === null && part.carried === null && part.mark === 'text' && text === '') {
    return skipped('box without text', place);
  }
  const key = part.carried?.key ?? `${page}/${index}`;
  const where = listedWhere(key, levelOfText(text), { file: image.file, page });
  return sampleOf(part, where, image, heldByPpOcr, `${place}, box ${index}`);
}

const listName = 'Label.txt';
const stateName = 'fileState.txt';

/** An image must not have the name of a list. */
function besideList(file: string): string {
  return placeFor(file).replace(/(?:label|filestate)\.txt$/iu, '_$&');
}

/**
 * JSON that PPOCRLabel reads correctly: it replaces true, false and null everywhere, also inside texts, and evaluates
 * the result as Python. In texts these words are written with an escape.
 */
function evaluableJson(value: unknown): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/gu, (text) =>
    text.replace(/\\.|true|false|null/gu, (found) => {
      if (!found.startsWith('\\')) return escaped(found.slice(0, 1)) + found.slice(1);
      return controls.get(found) ?? found;
    }),
  );
}

/** `\\t` before "rue" would look like "true". */
const controls = new Map([
  ['\\t', escaped('\t')],
  ['\\f', escaped('\f')],
  ['\\n', escaped('\n')],
]);

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function boxOf(sample: OutgoingSample, file: string): unknown {
  // A text equal to the marker for illegible text is read as illegible, except for the carried fields.
  const isIgnored = sample.text === ignoredText || (sample.mark !== 'text' && sample.text === '');
  const part = listedPart(
    sample,
    heldByPpOcr,
    { mark: isIgnored ? 'illegible' : heldByPpOcr.mark(sample.mark) },
    ({ text }) => listedWhere(sample.key, levelOfText(text ?? ''), { file, page: withoutExtension(file) }),
  );
  return {
    transcription: isIgnored ? ignoredText : sample.text,
    points: part.outline,
    difficult: part.mark !== 'text',
    inkdex: part.carried,
  };
}

/** What PPOCRLabel writes into a box that is drawn but not typed, and where its own reading failed: English, Chinese. */
export function isPlaceholder(text: string): boolean {
  return ['TEMPORARY', 'NULL', '待识别', '无法识别'].includes(text.trim());
}

export const notTranscribed = 'box that is not transcribed yet';

/** Marks an illegible text: such boxes are excluded from training. */
const ignoredText = '###';

/** How values change when they are written for PPOCRLabel and read again. */
const heldByPpOcr: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: (text) => (text === ignoredText ? '' : normalizeText(text)),
  alternatives: () => [],
  language: () => null,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};
