import { dirname, join } from 'node:path';
import { z } from 'zod';
import { sampleLevelSchema } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, OutgoingSample } from '../../exchange/exchangeFormat.ts';
import {
  isSameOutline,
  boxOfPoints,
  boxOfQuad,
  hundredth,
  pointSchema,
  quadOfBox,
  type Point,
} from '../../../shared/geometry.ts';
import { parseJson } from '../../../shared/json.ts';
import { pageName } from '../../exchange/download/urlList.ts';
import { isFolder, listIn } from '../../exchange/folders.ts';
import { imagePlaces, placeFor } from '../../exchange/imagePlaces.ts';
import { listedImages, type ListedImages, type SizedImage } from '../../exchange/listed/images.ts';
import { byImage } from '../../exchange/pages/byImage.ts';
import { requireProportion } from '../../exchange/pages/document.ts';
import {
  bareLabel,
  checkedFormat,
  invalidAt,
  invalidRecord,
  lineOf,
  parsedLine,
  type Place,
  recordOr,
  noArea,
  sampleAt,
  skipped,
} from '../../exchange/records.ts';
import { firstLines, readLines, withoutReturn, withTextFile, type Line } from '../../exchange/textFile.ts';
import { hasArea } from '../../../shared/shape.ts';

/**
 * The handwriting of the Full Stack Deep Learning course, and other exports of DataTurks: one page per line, with
 * rectangles, polygons and transcriptions. The images are beside the list: the list has their addresses, but nothing
 * is downloaded here.
 */
export const fsdl = checkedFormat({
  name: 'fsdl',
  title: 'FSDL handwriting (DataTurks JSON lines)',
  losses: [
    'Corners are rounded to a hundredth of a pixel. A whole image becomes a box around it.',
    'A rotated quad becomes an outline in its bounding box.',
    'The key, page and place of a sample follow from its image and box, so two samples cannot have the same box.',
    'Illegible regions and empty texts become the same: a region without a transcription. ' +
      'Regions that are not text are left out.',
    'Lost: splits, writers, lines, positions, languages and alternatives.',
  ],
  async recognise(path) {
    if (!(await isFolder(path)) && !/\.jsonl?$/iu.test(path)) return 0;
    const list = await findList(path).catch(() => null);
    const [first = ''] = list === null ? [] : await firstLines(list, 1);
    return pageSchema.safeParse(parseJson(first)).success ? 0.9 : 0;
  },
  async *read(path, options) {
    const list = await findList(path);
    const root = dirname(list);
    const folders = [root, join(root, 'images'), join(root, 'pages')];
    const images = listedImages({ root, folders, named: new Map() }, options.imageSize);
    for await (const line of readLines(list, options.signal)) {
      if (withoutReturn(line.text) === '') continue;
      const place = lineOf(list, line.number);
      try {
        yield* recordsOfPage(requirePage(line, place), images, place);
      } catch (error) {
        yield invalidRecord(error);
      }
    }
  },
  /** Writes one page per line, with the images beside the list. */
  async write(samples, folder, options) {
    await withTextFile(join(folder, 'fsdl_handwriting.jsonl'), async (list) => {
      const images = imagePlaces(folder, options);
      for await (const onPage of byImage(samples, options.signal)) {
        const kept = onPage.filter(({ mark }) => mark !== 'not-text');
        const [first] = kept;
        if (first === undefined) continue;
        const content = await images.put(first.path, placeFor(first.file));
        const page = { content, annotation: kept.map(annotationOf), extras: null, metadata };
        await list.append(`${JSON.stringify(page)}\n`);
      }
    });
  },
});

const listNames = ['fsdl_handwriting.jsonl', 'fsdl_handwriting.json', 'annotations.jsonl'];

function findList(path: string): Promise<string> {
  return listIn(path, listNames, '.json').catch(() => listIn(path, listNames, '.jsonl'));
}

function requirePage({ text, problem }: Line, place: Place): DataTurksPage {
  if (problem !== null) throw invalidAt(place, problem);
  return parsedLine(pageSchema, text, place);
}

async function* recordsOfPage(
  { content, annotation }: DataTurksPage,
  images: ListedImages,
  place: Place,
): AsyncGenerator<IncomingRecord> {
  if (annotation === null || annotation.length === 0) {
    yield skipped('page without annotations', place);
    return;
  }
  const name = pageName(content);
  const image = await images.find([content, name], place);
  if (image === null) {
    yield skipped('image missing', place);
    return;
  }
  for (const [index, drawn] of annotation.entries()) {
    const where = `${place}, annotation ${index + 1}`;
    yield await recordOr(() => sampleOf(drawn, name, image, where));
  }
}

function sampleOf(
  drawn: Annotation,
  page: string,
  { size, ...image }: SizedImage,
  place: Place,
): IncomingRecord {
  const level = drawn.label
    .map((label) => sampleLevelSchema.safeParse(label.toLowerCase()).data)
    .find(Boolean);
  requireProportion({ width: drawn.imageWidth, height: drawn.imageHeight }, size, place);
  if (level === undefined) return skipped(`labelled ${drawn.label.join(', ') || 'nothing'}`, place);
  const points = drawn.points.map(([x, y]): Point => [hundredth(x * size.width), hundredth(y * size.height)]);
  const quad = quadOfBox(boxOfPoints(points));
  if (!hasArea(quad)) return skipped(noArea, place);
  const text = drawn.notes ?? '';
  return sampleAt(place, {
    ...bareLabel,
    ...image,
    key: `${page}#${boxOfQuad(quad).map(hundredth).join(',')}`,
    level,
    quad,
    polygon: drawn.shape === 'polygon' && points.length >= 3 ? points : null,
    text,
    // A region without a transcription is still text, so it must not count as background.
    mark: text.trim() === '' ? 'illegible' : 'text',
    page,
  });
}

/** A page and its annotations in DataTurks' export: one object per line. */
const pageSchema = z.object({
  /** Address or path of the image; its last part is the page's name. */
  content: z.string().min(1),
  /** Null: the page has not been annotated. */
  annotation: z
    .array(
      z.object({
        /** The kind of the region: `line`. */
        label: z.array(z.string()),
        shape: z.string(),
        /**
         * Fractions of the image's width and height. A rectangle's: top left, top right, bottom right, bottom left.
         */
        points: z.array(pointSchema).min(1).max(500),
        /** The transcription; empty when there is none. */
        notes: z.string().nullish(),
        imageWidth: z.number().positive(),
        imageHeight: z.number().positive(),
      }),
    )
    .nullable(),
});
type DataTurksPage = z.infer<typeof pageSchema>;
type Annotation = NonNullable<DataTurksPage['annotation']>[number];

/** DataTurks' metadata about annotators: unknown. */
const metadata = {
  first_done_at: 0,
  last_updated_at: 0,
  sec_taken: 0,
  last_updated_by: '',
  status: 'done',
  evaluation: 'NONE',
};

function annotationOf({ quad, polygon, text, mark, level, width, height }: OutgoingSample): Annotation {
  const corners = quad ?? quadOfBox([0, 0, width, height]);
  const isUpright = isSameOutline(quadOfBox(boxOfQuad(corners)), corners);
  const outline: readonly Point[] = polygon ?? corners;
  return {
    label: [level],
    shape: polygon === null && isUpright ? 'rectangle' : 'polygon',
    points: outline.map(([x, y]): Point => [x / width, y / height]),
    notes: mark === 'text' ? text : '',
    imageWidth: width,
    imageHeight: height,
  };
}
