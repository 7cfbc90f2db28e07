import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { WordMark } from '../../../shared/contract/word.ts';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from '../exchangeFormat.ts';
import type { Point, Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { listedPart, listedWhere, writeList, type ListedImage } from '../listed/images.ts';
import { withoutExtension } from '../pages/findFiles.ts';
import { linesOfSamples } from '../pages/linesOfSamples.ts';
import { outlineOf, sameOutline } from '../pages/outline.ts';
import type { Held } from '../pages/parts.ts';

const levelLabels: Readonly<Record<SampleLevel, string>> = { word: 'Word', line: 'Line', page: 'Page' };
const markLabels: Readonly<Record<WordMark, string | null>> = {
  text: null,
  illegible: 'Illegible',
  'not-text': 'Not text',
};

const labels = [...Object.values(levelLabels), ...Object.values(markLabels)].filter(
  (label) => label !== null,
);
const labelTags = labels.map((label) => `    <Label value="${label}"/>`).join('\n');

/** The matching labelling setup, to be pasted into the project's settings. */
const setup = `<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="rectangle" toName="image" choice="multiple" canRotate="true">
${labelTags}
  </RectangleLabels>
  <PolygonLabels name="polygon" toName="image" choice="multiple">
${labelTags}
  </PolygonLabels>
  <TextArea name="transcription" toName="image" perRegion="true" editable="true" rows="1"/>
</View>
`;

/**
 * Writes a folder of images, `tasks.json` to import into Label Studio, and the labelling setup. Label Studio finds
 * the images as local files when the folder is its document root.
 */
export async function writeLabelStudio(
  samples: OutgoingSamples,
  path: string,
  options: WriteOptions,
): Promise<void> {
  await writeTasks(samples, path, options, 'tasks.json', ({ id, image, result }) => ({
    id,
    data: { image },
    annotations: [{ result }],
  }));
}

/** Like `writeLabelStudio`, with a list in which each task is what `written` gives. */
export async function writeTasks(
  samples: OutgoingSamples,
  path: string,
  options: WriteOptions,
  name: string,
  written: (task: WrittenTask) => unknown,
): Promise<void> {
  await writeList(samples, path, options, name, async (list, images, folder) => {
    await writeFile(join(folder, 'labelling-setup.xml'), setup, { flag: 'wx' });
    await list.append('[');
    for await (const image of images) {
      await list.append(`${image.number === 1 ? '' : ','}\n${JSON.stringify(written(taskOf(image)))}`);
    }
    await list.append('\n]\n');
  });
}

/** An image and the results of its only annotation. */
export interface WrittenTask {
  readonly id: number;
  /** As Label Studio refers to a local file. */
  readonly image: string;
  readonly result: readonly WrittenResult[];
}

interface WrittenResult {
  readonly id: string;
  readonly from_name: 'rectangle' | 'polygon' | 'transcription';
  readonly original_width: number;
  readonly original_height: number;
  readonly type: string;
  readonly value: Partial<Rectangle> & {
    readonly points?: readonly Point[];
    readonly text?: readonly [string];
    readonly rectanglelabels?: readonly string[];
    readonly polygonlabels?: readonly string[];
  };
  readonly to_name: string;
  readonly image_rotation: number;
  readonly meta?: { readonly inkdex: unknown };
}

function taskOf(image: ListedImage): WrittenTask {
  const reference = `/data/local-files/?d=${image.file.split('/').map(encodeURIComponent).join('/')}`;
  const pages = image.samples.filter(({ level }) => level === 'page');
  // Label Studio has no lines; it lists the regions in this order.
  const ordered = [...pages, ...linesOfSamples(image.samples).flat()];
  const result = ordered.flatMap((sample, index) => resultsOf(sample, `region-${index}`, image));
  return { id: image.number, image: reference, result };
}

/** A sample's region with its labels, and its text: two results with the same id. */
function resultsOf(sample: OutgoingSample, id: string, { file }: ListedImage): WrittenResult[] {
  const outline = outlineOf(sample, sample);
  const { baseline } = writtenAndRead(outline, sample);
  const where = listedWhere(sample.key, sample.level, { file, page: withoutExtension(file) });
  const { text, mark, carried } = listedPart(sample, heldByLabelStudio, { baseline }, () => where);

  const rectangle = rectangleOf(outline, sample);
  const kind = rectangle === null ? 'polygon' : 'rectangle';
  const place = rectangle ?? { points: polygonOf(outline, sample) };
  const names = [levelLabels[sample.level], markLabels[mark]].filter((label) => label !== null);
  const common = {
    id,
    to_name: 'image',
    image_rotation: 0,
    original_width: sample.width,
    original_height: sample.height,
  };
  return [
    {
      ...common,
      from_name: kind,
      type: `${kind}labels`,
      value: { ...place, [`${kind}labels`]: names },
      meta: { inkdex: carried },
    },
    { ...common, from_name: 'transcription', type: 'textarea', value: { ...place, text: [text ?? ''] } },
  ];
}

/** How values change when they are written for Label Studio and read again. */
export const heldByLabelStudio: Held = {
  outline: (outline, size) => writtenAndRead(outline, size).outline,
  baseline: () => [],
  text: normalizeText,
  alternatives: () => [],
  language: () => null,
  split: () => null,
  mark: (mark) => mark,
};

function writtenAndRead(outline: readonly Point[], size: Size): Outlined {
  const rectangle = rectangleOf(outline, size);
  return rectangle === null
    ? outlineOfPolygon(polygonOf(outline, size), size)
    : outlineOfRectangle(rectangle, size);
}

/**
 * Shapes in Label Studio, in percent of the image's sides: a rectangle, rotated clockwise around its first corner, in
 * degrees; or a polygon.
 */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** The place of a rectangle, in percent of the image. */
export const placeShape = {
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  rotation: z.number().nullish(),
};

export interface Outlined {
  readonly outline: readonly Point[];
  /** Along a rectangle's upper side; empty for a polygon. */
  readonly baseline: readonly Point[];
}

/** Coordinates are exact to a thousandth of a pixel after reading, so they are rounded to that. */
const exactness = 1000;

export function outlineOfRectangle({ x, y, width, height, rotation }: Rectangle, size: Size): Outlined {
  const [left, top] = [(x / 100) * size.width, (y / 100) * size.height];
  const [along, across] = [(width / 100) * size.width, (height / 100) * size.height];
  const angle = (rotation / 180) * Math.PI;
  const corner = (right: number, down: number): Point => [
    rounded(left + right * Math.cos(angle) - down * Math.sin(angle)),
    rounded(top + right * Math.sin(angle) + down * Math.cos(angle)),
  ];
  const outline = [corner(0, 0), corner(along, 0), corner(along, across), corner(0, across)];
  return { outline, baseline: outline.slice(0, 2) };
}

export function outlineOfPolygon(points: readonly Point[], { width, height }: Size): Outlined {
  return {
    outline: points.map(([x, y]) => [rounded((x / 100) * width), rounded((y / 100) * height)]),
    baseline: [],
  };
}

/** The rectangle with these four corners, clockwise from the first; null when they form no rectangle. */
function rectangleOf(outline: readonly Point[], size: Size): Rectangle | null {
  const [first, second, , last] = outline;
  if (outline.length !== 4 || first === undefined || second === undefined || last === undefined) return null;
  const along: Point = [second[0] - first[0], second[1] - first[1]];
  const across: Point = [last[0] - first[0], last[1] - first[1]];
  const rectangle = {
    x: (first[0] / size.width) * 100,
    y: (first[1] / size.height) * 100,
    width: (Math.hypot(...along) / size.width) * 100,
    height: (Math.hypot(...across) / size.height) * 100,
    rotation: (Math.atan2(along[1], along[0]) / Math.PI) * 180,
  };
  const found = outlineOfRectangle(rectangle, size).outline;
  return sameOutline(found, outline, 1 / exactness) ? rectangle : null;
}

function polygonOf(outline: readonly Point[], { width, height }: Size): Point[] {
  return outline.map(([x, y]) => [(x / width) * 100, (y / height) * 100]);
}

function rounded(value: number): number {
  return Math.round(value * exactness) / exactness + 0;
}
