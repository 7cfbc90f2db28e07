import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { searchablePdf } from '../../../main/exchange/pdf/write.ts';
import type { OutgoingSample } from '../../../main/exchange/exchangeFormat.ts';
import { quadOfBox, type Point } from '../../../shared/geometry.ts';
import { blankPng } from '../../support/images.ts';
import { generatedSamples, makeImages, withFolder, writeSamples } from '../../support/pageSamples.ts';
import { bareLabel } from '../../../main/exchange/records.ts';

/** A text of a page as pdf.js finds it. */
interface FoundText {
  readonly text: string;
  /** Lower left corner, and the vectors along and up its box, in points from the lower left of the page. */
  readonly corner: Point;
  readonly along: Point;
  readonly up: Point;
}

interface FoundPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly FoundText[];
  readonly whole: string;
  readonly operators: readonly number[];
}

async function pagesOf(path: string): Promise<FoundPage[]> {
  const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 });
  const document = await task.promise;
  const pages: FoundPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const found = items.flatMap((item) => ('str' in item ? [item] : []));
    const texts = found
      .filter(({ str }) => str.trim() !== '')
      .map(({ str, transform, width: length }): FoundText => {
        const [a, b, c, d, e, f] = transform.map(Number);
        const stretch = length / Math.hypot(a ?? 0, b ?? 0);
        return {
          text: str,
          corner: [e ?? NaN, f ?? NaN],
          along: [(a ?? NaN) * stretch, (b ?? NaN) * stretch],
          up: [c ?? NaN, d ?? NaN],
        };
      });
    const whole = found.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join('');
    const operators = (await page.getOperatorList()).fnArray;
    pages.push({ width, height, texts, whole, operators });
  }
  await task.destroy();
  return pages;
}

function sampleOn(path: string, changes: Partial<OutgoingSample>): OutgoingSample {
  return {
    ...bareLabel,
    key: 'k',
    level: 'word',
    file: 'p.png',
    text: 'text',
    path,
    width: 842,
    height: 421,
    ...changes,
  };
}

async function written(
  make: (image: string) => readonly OutgoingSample[],
  image: Uint8Array = blankPng(842, 421),
): Promise<FoundPage[]> {
  return await withFolder(async (folder) => {
    writeFileSync(join(folder, 'object'), image);
    const path = join(folder, 'out.pdf');
    await writeSamples(searchablePdf, make(join(folder, 'object')), path);
    return await pagesOf(path);
  });
}

/** Equal to a tenth of a point. */
function close(value: number): unknown {
  return expect.closeTo(value, 1);
}

function near([x, y]: Point): unknown[] {
  return [close(x), close(y)];
}

/** A JPEG with the header of JFIF: the unit of its density, and the density across and down. */
function withJfif(jpeg: Buffer, unit: number, [across, down]: readonly [number, number]): Buffer {
  const header = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, unit, 0, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(across, 12);
  header.writeUInt16BE(down, 14);
  return Buffer.concat([jpeg.subarray(0, 2), header, jpeg.subarray(2)]);
}

describe('A searchable PDF', () => {
  it('has no character that no one writes', async () => {
    const text = 'a\u{fffe}b\u{1}c\u{10ffff}d\ud800';
    const [page] = await written((image) => [sampleOn(image, { text, quad: quadOfBox([10, 10, 200, 40]) })]);
    expect(page?.whole).toBe('a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}');
  });

  it('has each word invisibly at its quad, upright or rotated', async () => {
    const [page] = await written((image) => [
      sampleOn(image, {
        key: 'a',
        text: 'upright',
        quad: quadOfBox([100, 50, 200, 40]),
        line: 0,
        position: 0,
      }),
      sampleOn(image, {
        key: 'b',
        text: 'climbing',
        quad: [
          [400, 300],
          [400, 100],
          [440, 100],
          [440, 300],
        ],
        line: 1,
        position: 0,
      }),
    ]);
    expect(page).toMatchObject({ width: 842, height: 421 });
    expect(page?.texts).toEqual([
      { text: 'upright', corner: near([100, 339]), along: near([200, 0]), up: near([0, 24]) },
      { text: 'climbing', corner: near([432, 121]), along: near([0, 200]), up: near([-24, 0]) },
    ]);
    // Only the image is painted.
    expect(page?.operators).toContain(OPS.paintImageXObject);
    expect(page?.operators).not.toContain(OPS.fill);
  });

  it('has words that lean a little level, because pdftotext splits leaning words', async () => {
    const [page] = await written((image) => [
      sampleOn(image, {
        key: 'a',
        text: 'binary',
        quad: [
          [100, 60],
          [200, 50],
          [204, 90],
          [104, 100],
        ],
        line: 0,
        position: 0,
      }),
    ]);
    const [word] = page?.texts ?? [];
    expect(word?.along).toEqual(near([Math.hypot(100, 10), 0]));
    expect(word?.up).toEqual(near([0, 0.6 * Math.hypot(4, 40)]));
    expect(word?.corner).toEqual(near([152 - Math.hypot(100, 10) / 2, 421 - 75 - 0.3 * Math.hypot(4, 40)]));
  });

  it('is searchable for a phrase across the words of a line, in their order', async () => {
    const [page] = await written((image) => [
      sampleOn(image, { key: 'c', text: 'fox', quad: quadOfBox([300, 52, 60, 40]), line: 0, position: 2 }),
      sampleOn(image, { key: 'b', text: 'brown', quad: quadOfBox([180, 50, 100, 40]), line: 0, position: 1 }),
      sampleOn(image, { key: 'a', text: 'quick', quad: quadOfBox([50, 50, 100, 40]), line: 0, position: 0 }),
      sampleOn(image, { key: 'd', text: 'jumps', quad: quadOfBox([50, 120, 100, 40]), line: 1, position: 0 }),
    ]);
    expect(page?.whole).toBe('quick brown fox\njumps');
  });

  it('has words instead of their lines, and lines instead of the page’s text; marked regions have no text', async () => {
    const [mixed] = await written((image) => [
      sampleOn(image, { key: 'a', text: 'word', quad: quadOfBox([50, 50, 100, 40]), line: 0, position: 0 }),
      sampleOn(image, {
        key: 'b',
        level: 'line',
        text: 'line of it',
        quad: quadOfBox([50, 50, 300, 40]),
        line: 0,
      }),
      sampleOn(image, {
        key: 'c',
        level: 'line',
        text: 'line without words',
        quad: quadOfBox([50, 120, 300, 40]),
        line: 1,
      }),
      sampleOn(image, { key: 'd', level: 'page', text: 'page' }),
      sampleOn(image, { key: 'e', mark: 'illegible', text: 'hidden', quad: quadOfBox([50, 200, 300, 40]) }),
    ]);
    expect(mixed?.texts.map(({ text }) => text)).toEqual(['word', 'line without words']);
    const [alone] = await written((image) => [sampleOn(image, { level: 'page', text: 'first\n\nthird' })]);
    expect(alone?.texts.map(({ text, corner }) => [text, corner[1]])).toEqual([
      ['first', close(421 * (2 / 3 + 0.2 / 3))],
      ['third', close(421 * (0.2 / 3))],
    ]);
  });

  it('has any characters of any script, also above U+FFFF', async () => {
    const many = Array.from({ length: 700 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const [page] = await written((image) => [
      sampleOn(image, { key: 'a', text: '👩🔬é\u{301}(\\)<&>', quad: quadOfBox([50, 50, 700, 40]), line: 0 }),
      sampleOn(image, { key: 'b', text: many, quad: quadOfBox([50, 120, 700, 40]), line: 1 }),
    ]);
    expect(page?.whole.replaceAll('\n', '')).toBe(`👩🔬é\u{301}(\\)<&>${many}`);
  });

  it('shows a photo upright by its EXIF rotation, with the words at their places', async () => {
    const raw = { create: { width: 300, height: 100, channels: 3, background: '#fff' } } as const;
    const turned = await sharp(raw).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const [page] = await written(
      (image) => [sampleOn(image, { width: 100, height: 300, quad: quadOfBox([10, 270, 80, 20]) })],
      turned,
    );
    const scale = 842 / 300;
    expect(page).toMatchObject({ width: close(100 * scale), height: 842 });
    expect(page?.texts[0]).toMatchObject({
      corner: near([10 * scale, 14 * scale]),
      along: near([80 * scale, 0]),
    });
  });

  it.each<[string, number | null, (plain: Sharp) => Promise<Buffer>]>([
    ['EXIF', 200, (plain) => plain.withMetadata({ density: 200 }).jpeg().toBuffer()],
    ['JFIF', 300, async (plain) => withJfif(await plain.jpeg().toBuffer(), 1, [300, 300])],
    ['JFIF in cm', 203.2, async (plain) => withJfif(await plain.jpeg().toBuffer(), 2, [80, 80])],
    ['pHYs', 150, (plain) => plain.withMetadata({ density: 150 }).png().toBuffer()],
    ['TIFF', 600, (plain) => plain.withMetadata({ density: 600 }).tiff().toBuffer()],
    ['nothing', null, (plain) => plain.png().toBuffer()],
    ['the number of screens', null, (plain) => plain.withMetadata({ density: 72 }).jpeg().toBuffer()],
    ['only a shape of pixels', null, async (plain) => withJfif(await plain.jpeg().toBuffer(), 0, [300, 300])],
    ['two resolutions', null, async (plain) => withJfif(await plain.jpeg().toBuffer(), 1, [200, 100])],
    ['no possible one', null, async (plain) => withJfif(await plain.jpeg().toBuffer(), 1, [2, 2])],
    [
      'that of a camera',
      null,
      (plain) =>
        plain
          .withExif({ IFD0: { XResolution: '300/1' }, IFD2: { ExposureTime: '1/60' } })
          .withMetadata({ density: 300 })
          .jpeg()
          .toBuffer(),
    ],
  ])('has pages of the size that a file says by %s', async (_, dots, make) => {
    const plain = sharp({ create: { width: 1000, height: 500, channels: 3, background: '#ddd' } });
    const [page] = await written(
      (image) => [sampleOn(image, { width: 1000, height: 500, quad: quadOfBox([100, 50, 200, 40]) })],
      await make(plain),
    );
    const scale = dots === null ? 842 / 1000 : 72 / dots;
    expect(page).toMatchObject({ width: close(1000 * scale), height: close(500 * scale) });
    expect(page?.texts[0]?.corner[0]).toEqual(close(100 * scale));
  });

  it('shows a JPEG with fill bytes before its markers', async () => {
    const raw = { create: { width: 300, height: 100, channels: 3, background: '#fff' } } as const;
    const jpeg = await sharp(raw).jpeg().toBuffer();
    const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)]);
    const [page] = await written(
      (image) => [sampleOn(image, { width: 300, height: 100, quad: quadOfBox([10, 10, 80, 20]) })],
      filled,
    );
    expect(page?.operators).toContain(OPS.paintImageXObject);
    expect(page?.texts).toHaveLength(1);
  });

  it('has a page for each image, whatever the samples are, or does not exist at all', async () => {
    await withFolder(async (folder) => {
      makeImages(folder);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(generatedSamples(folder), async (samples) => {
          run += 1;
          const path = join(folder, `out-${run}.pdf`);
          const images = await writeSamples(searchablePdf, samples, path);
          const pages = await pagesOf(path);
          expect(images).toBe(new Set(samples.map(({ file }) => file)).size);
          expect(pages).toHaveLength(images);
        }),
        { numRuns: 10 },
      );
      const lost = sampleOn(join(folder, 'gone'), {});
      await expect(writeSamples(searchablePdf, [lost], join(folder, 'failed.pdf'))).rejects.toMatchObject({
        code: 'file-missing',
      });
      expect(readdirSync(folder).filter((name) => name.includes('failed'))).toEqual([]);
    });
  });

  it('cannot be imported, and lists what it loses', () => {
    expect(searchablePdf.read).toBeNull();
    expect(searchablePdf.losses?.length).toBeGreaterThan(0);
  });
});
