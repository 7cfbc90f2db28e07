import { access, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from '../exchangeFormat.ts';
import { quadOfBox, type Point, type Quad, type Size } from '../../../shared/geometry.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { createZip } from '../../files/zip.ts';
import { byImage } from './byImage.ts';
import { partsOf, withParts, type Block, type Line, type PageDocument } from './document.ts';
import { withoutExtension } from './findFiles.ts';
import { linesOfSamples } from './linesOfSamples.ts';
import { outlineOf } from './outline.ts';
import { carriedOf, emptyPart, partOf, type Held, type Part } from './parts.ts';
import { boxAround } from '../../../shared/shape.ts';

/** How a page format writes the file of one page. */
export interface WriteFormat {
  /** With its dot. */
  readonly extension: string;
  readonly held: Held;
  readonly text: (document: PageDocument, size: Size) => string;
}

/**
 * Writes a folder of images with a page file beside each.
 * @throws InkdexError `conflict`, `disk-full`, `permission-denied`
 */
export async function writePages(
  samples: OutgoingSamples,
  path: string,
  options: WriteOptions,
  format: WriteFormat,
): Promise<void> {
  await createWholeFolder(path, async (folder) => {
    const images = imagePlaces(folder, options);
    for await (const ofImage of byImage(samples, options.signal)) {
      const [first] = ofImage;
      if (first === undefined) continue;
      const file = await images.put(first.path, placeFor(first.file));
      const page = await freePage(withoutExtension(file), (each) =>
        isThere(join(folder, each + format.extension)),
      );
      const document = documentOf(ofImage, { file, page, image: basename(file) }, format.held);
      await writeFile(join(folder, page + format.extension), format.text(document, first), { flag: 'wx' });
    }
  });
}

/**
 * The file of one page for other programs: without the fields that only Inkdex understands.
 *
 * @param samples of the page, which may have none
 * @param image name of its image
 */
export function textOfPage(
  samples: readonly OutgoingSample[],
  image: string,
  size: Size,
  { held, text }: Pick<WriteFormat, 'held' | 'text'>,
): string {
  const empty: PageDocument = { images: [image], id: null, size, row: 1, blocks: [] };
  if (samples.length === 0) return text(empty, size);
  const document = documentOf(samples, { file: image, page: image, image }, held);
  return text(
    withParts(document, (part) => ({ ...part, carried: null })),
    size,
  );
}

/**
 * Writes one zip without folders, as eScriptorium exports and imports it: each image with a page file of its name.
 * @throws InkdexError as `writePages` does
 */
export async function writePageZip(
  samples: OutgoingSamples,
  path: string,
  { onImage, signal }: WriteOptions,
  format: WriteFormat,
): Promise<void> {
  await createZip(path, async (archive) => {
    const taken = new Set<string>();
    for await (const ofImage of byImage(samples, signal)) {
      const [first] = ofImage;
      if (first === undefined) continue;
      const wanted = placeFor(first.file).replaceAll('/', '_');
      const stem = withoutExtension(wanted);
      const page = await freePage(stem, (each) => taken.has(each.toLowerCase()));
      taken.add(page.toLowerCase());
      const file = page + wanted.slice(stem.length);
      archive.addCopy(file, first.path);
      archive.addText(
        page + format.extension,
        format.text(documentOf(ofImage, { file, page, image: file }, format.held), first),
      );
      onImage();
    }
  });
}

/** The page's path without its extension: the image's, or with a number added when two images share it. */
async function freePage(
  stem: string,
  isTaken: (page: string) => boolean | Promise<boolean>,
): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const page = copy === 1 ? stem : `${stem}~${copy}`;
    if (!(await isTaken(page))) return page;
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Descenders take up about the lowest fifth of a line's height. */
const belowBaseline = 0.2;

/**
 * Builds a page from an image's samples: words in lines, each line sample as a line, and each page sample as a block.
 * Every element carries the fields that reading it would not give.
 *
 * @param samples all of one image, at least one
 * @param names of the image's and the page's files, as reading will find them
 */
function documentOf(
  samples: readonly OutgoingSample[],
  { file, page, image }: { readonly file: string; readonly page: string; readonly image: string },
  held: Held,
): PageDocument {
  const [first] = samples;
  if (first === undefined) throw new RangeError('A page needs at least one sample.');
  const ids = idGiver();
  const blocks = blocksOfSamples(samples, held, ids);
  const size = { width: first.width, height: first.height };
  const bare: PageDocument = { images: [image], id: null, size, row: 1, blocks };

  const samplesByKey = new Map(samples.map((sample) => [sample.key, sample]));
  const carried = new Map<string, Part['carried']>();
  for (const found of partsOf(bare, { file, page }, 'plain')) {
    if ('skipped' in found) continue;
    const sample = samplesByKey.get(found.whereabouts.key);
    if (sample !== undefined) carried.set(sample.key, carriedOf(sample, found.part, found.whereabouts));
  }
  return withParts(bare, (part) => {
    const key = part.carried?.key;
    return key === undefined ? part : { ...part, carried: carried.get(key) ?? part.carried };
  });
}

function blocksOfSamples(samples: readonly OutgoingSample[], held: Held, ids: IdGiver): Block[] {
  const pages = samples
    .filter(({ level }) => level === 'page')
    .map((sample): Block => {
      const part = partOf(sample, held, { id: ids.next(sample.key, 'r'), baseline: [] });
      // Few formats have alternatives for a whole block, but all can contain its text line by line.
      return {
        ...part,
        text: sample.text.split('\n').map(held.text).join('\n'),
        alternatives: [],
        lines: [],
      };
    });
  const lines = linesOfSamples(samples).map((group) => lineOf(group, held, ids));
  if (lines.length === 0) return pages;
  const outline = boxAround(lines.flatMap((line) => line.outline ?? []));
  return [...pages, { ...emptyPart, id: ids.next(null, 'r'), outline, lines }];
}

function lineOf(group: readonly OutgoingSample[], held: Held, ids: IdGiver): Line {
  const [first] = group;
  if (first?.level === 'line') {
    const baseline = baselineOf(outlineOf(first, first), held, first);
    return { ...partOf(first, held, { id: ids.next(first.key, 'l'), baseline }), words: [] };
  }
  const id = ids.next(null, 'l');
  const words = group.map((sample) => partOf(sample, held, { id: ids.next(sample.key, 'w'), baseline: [] }));
  const outline = outlineAround(words);
  const baseline = first === undefined ? [] : baselineOf(outline, held, first);
  return { ...emptyPart, id, outline, baseline, words: words.map((word) => ({ ...word, baseline })) };
}

function outlineAround(words: readonly Part[]): readonly Point[] {
  const outlines = words.flatMap(({ outline }) => (outline === null ? [] : [outline]));
  const [only] = outlines;
  return only !== undefined && outlines.length === 1 ? only : boxAround(outlines.flat());
}

/** Through the lower part of a line with four corners; programs that train on lines need one. */
function baselineOf(outline: readonly Point[], held: Held, size: OutgoingSample): readonly Point[] {
  const [a, b, c, d] = outline.length === 4 ? outline : boxAround(outline);
  const corners: Quad = a && b && c && d ? [a, b, c, d] : quadOfBox([0, 0, size.width, size.height]);
  const raised = (low: Point, high: Point): Point => [
    low[0] + (high[0] - low[0]) * belowBaseline,
    low[1] + (high[1] - low[1]) * belowBaseline,
  ];
  return held.baseline([raised(corners[3], corners[0]), raised(corners[2], corners[1])], size);
}

type IdGiver = ReturnType<typeof idGiver>;

/**
 * XML ids: a letter or underscore, then letters, digits, `_`, `-` and `.`; unique in a file. Ids that begin with
 * `inkdex-` are reserved for the formats.
 */
function idGiver() {
  const given = new Set<string>();
  let count = 0;
  return {
    /** A new id: the last part of a key if valid, because other programs may know the element by it. */
    next(key: string | null, prefix: string): string {
      const name = key?.split('/').at(-1) ?? '';
      let id = /^(?!inkdex-)[A-Za-z_][\w.-]{0,99}$/u.test(name) ? name : '';
      while (id === '' || given.has(id)) {
        count += 1;
        id = `${prefix}${count}`;
      }
      given.add(id);
      return id;
    },
  };
}
