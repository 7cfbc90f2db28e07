import fc from 'fast-check';
import sharp from 'sharp';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { expect, it, vi } from 'vitest';
import { sidecarWithoutWords, sidecarWithWords, type Sidecar, stateOf } from '../../../main/page/xmp.ts';
import { exifOrientation } from '../../../main/page/exifOrientation.ts';
import { quadOfBox, type Quad, type Size } from '../../../shared/geometry.ts';
import { temporaryFolder } from '../../support/library.ts';

const photo = { name: 'a.jpg', path: '/a.jpg', sha256: '', takenAt: null, width: 1000, height: 800 };

/** A page with a line for each text, of words that are 90 pixels wide. */
function page(lines: readonly string[], more: Partial<Sidecar> = {}): Sidecar {
  const placed = lines.map((line, row) =>
    line.split(' ').map((text, column) => ({ text, quad: quadOfBox([100 * column, 50 * row, 90, 40]) })),
  );
  return {
    page: { photo, lines: placed, isReadable: true },
    turn: 0,
    orientation: 1,
    languages: ['en'],
    state: 'x-1',
    ...more,
  };
}

function pageWith(size: Size, quad: Quad): Sidecar['page'] {
  return { photo: { ...photo, ...size }, lines: [[{ text: 'w', quad }]], isReadable: true };
}

function sidecar(inside: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${inside}</rdf:RDF></x:xmpmeta>`;
}

function description(text: string): string {
  return `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description></rdf:Description>`;
}

/** Texts of the elements of a name, as a parser sees them. */
function texts(xmp: string, name: string): string[] {
  const found = new DOMParser().parseFromString(xmp, 'text/xml').getElementsByTagName(name);
  return [...found].map(({ textContent }) => (textContent ?? '').trim());
}

it('has the text, its language, and a region for each word', () => {
  const xmp = sidecarWithWords(null, page(['trees & <graphs>', 'sort']));
  expect(texts(xmp, 'dc:description')).toEqual(['trees & <graphs>\nsort']);
  expect(texts(xmp, 'exif:UserComment')).toEqual(['trees & <graphs>\nsort']);
  expect(texts(xmp, 'dc:language')).toEqual(['en']);
  expect(texts(xmp, 'mwg-rs:Description')).toEqual(['trees', '&', '<graphs>', 'sort']);
  // A file that is written often does not grow.
  expect(sidecarWithWords(xmp, page(['trees & <graphs>', 'sort']))).toBe(xmp);
});

it('keeps the description of another program above the text, and follows the text below it', () => {
  const first = sidecarWithWords(sidecar(description('Our workshop')), page(['tree']));
  expect(texts(first, 'dc:description')).toEqual(['Our workshop\n\ntree']);
  const second = sidecarWithWords(first, page(['bush']));
  expect(texts(second, 'dc:description')).toEqual(['Our workshop\n\nbush']);
  expect(texts(sidecarWithoutWords(second) ?? '', 'dc:description')).toEqual(['Our workshop']);
});

it('leaves a description as it is that a person has changed or deleted', () => {
  const first = sidecarWithWords(null, page(['tree']));
  const changed = first.replace('>tree</rdf:li>', '>A tree.</rdf:li>');
  expect(texts(sidecarWithWords(changed, page(['bush'])), 'dc:description')).toEqual(['A tree.']);
  const deleted = first.replace(/<dc:description>.*<\/dc:description>/su, '');
  const after = sidecarWithWords(deleted, page(['bush']));
  expect(texts(after, 'dc:description')).toEqual([]);
  expect(texts(after, 'exif:UserComment')).toEqual(['bush']);
});

it('finds what it wrote in the form that Exiv2 gives it, and leaves faces alone', () => {
  const rewritten =
    sidecar(`<rdf:Description rdf:about="" xmlns:i="urn:inkdex:xmp/1/" i:State="x-1" i:Text="tree" i:Language="en"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">
    <dc:description><rdf:Alt><rdf:li xml:lang="x-default">tree</rdf:li><rdf:li xml:lang="de">Baum</rdf:li></rdf:Alt></dc:description>
    <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
      <rdf:li><rdf:Description mwg-rs:Name="Ada" mwg-rs:Type="Face"/></rdf:li>
      <rdf:li><rdf:Description mwg-rs:Description="tree" i:Kind="word"/></rdf:li>
    </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description>`);
  expect(stateOf(rewritten)).toBe('x-1');
  const after = sidecarWithWords(rewritten, page(['bush']));
  expect([after.includes('"tree"'), after.includes('mwg-rs:Name="Ada"')]).toEqual([false, true]);
  expect(texts(after, 'mwg-rs:Description')).toEqual(['bush']);
  expect(texts(after, 'mwg-rs:RegionList')).toHaveLength(1);
});

it('is the same for others after words came, changed and went', () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '&amp;', 'é', '\n'), maxLength: 8 });
  const field = fc.tuple(fc.constantFrom('title', 'creator', 'rights', 'subject'), value);
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      (groups) => {
        const inside = groups.map(
          (fields) =>
            `<rdf:Description rdf:about="x" xmlns:dc="http://purl.org/dc/elements/1.1/">${fields.map(([name, text]) => `<dc:${name}>${text}</dc:${name}>`).join('')}</rdf:Description>`,
        );
        const before = sidecar(inside.join('\n'));
        const words = sidecarWithWords(
          sidecarWithWords(before, page(['a b'])),
          page(['c'], { state: 'x-2' }),
        );
        const after = sidecarWithoutWords(words) ?? '';
        for (const name of ['title', 'creator', 'rights', 'subject']) {
          expect(texts(after, `dc:${name}`)).toEqual(texts(before, `dc:${name}`));
        }
        expect(after).not.toContain('inkdex:');
      },
    ),
    { numRuns: 100 },
  );
});

it('refuses what is not XMP', () => {
  for (const wrong of ['', 'text', '<a/>', '<x:xmpmeta', '<!DOCTYPE a []><a/>', '<rdf:RDF/>']) {
    expect(() => sidecarWithWords(wrong, page(['tree']))).toThrow(
      /^This file is not XMP: .* It is left as it is\.$/u,
    );
  }
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'places regions on the pixels as a file with orientation %i stores them',
  async (orientation) => {
    // A dark word on the stored pixels, which a person sees turned or mirrored.
    const stored = { left: 12, top: 20, width: 18, height: 6 };
    const path = join(temporaryFolder(), 'a.jpg');
    const ink = await sharp({ create: { width: 18, height: 6, channels: 3, background: 'black' } })
      .png()
      .toBuffer();
    const jpeg = await sharp({ create: { width: 80, height: 40, channels: 3, background: 'white' } })
      .composite([{ input: ink, left: stored.left, top: stored.top }])
      .withMetadata({ orientation })
      .jpeg({ quality: 100 })
      .toBuffer();
    writeFileSync(path, jpeg);
    const { data, info } = await sharp(path)
      .autoOrient()
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const dark = [...data.keys()].filter((at) => (data[at] ?? 255) < 128);
    const columns = dark.map((at) => at % info.width);
    const rows = dark.map((at) => Math.floor(at / info.width));
    const [left, top] = [Math.min(...columns), Math.min(...rows)];
    const seen = quadOfBox([left, top, Math.max(...columns) + 1 - left, Math.max(...rows) + 1 - top]);
    const size = { width: info.width, height: info.height };
    expect(await exifOrientation(path)).toBe(orientation);
    // A person has turned the photo by 90 degrees in Inkdex besides: (x, y) is seen at (height - y, x).
    const turned = seen.map(([x, y]) => [size.height - y, x] as const);
    const [a, b, c, d] = turned;
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error('A quad has four corners.');
    const pages = [
      page([], { page: pageWith(size, seen), orientation }),
      page([], {
        page: pageWith({ width: size.height, height: size.width }, [a, b, c, d]),
        orientation,
        turn: 90,
      }),
    ];
    for (const each of pages) {
      const xmp = sidecarWithWords(null, each);
      const value = (name: string): number => Number(new RegExp(`${name}="([^"]*)"`, 'u').exec(xmp)?.[1]);
      expect([value('stDim:w'), value('stDim:h')]).toEqual([80, 40]);
      const near = [
        value('stArea:x') * 80,
        value('stArea:y') * 40,
        value('stArea:w') * 80,
        value('stArea:h') * 40,
      ];
      for (const [at, expected] of [21, 23, 18, 6].entries()) expect(near[at]).toBeCloseTo(expected, 3);
    }
  },
);

it('says nothing on the console about a text that was read wrongly by another program', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const written = sidecarWithWords(sidecar(description('caf\ufffd')), page(['na\ufffdve plan']));
    expect(written).toContain('na\ufffdve');
    expect(said).not.toHaveBeenCalled();
  } finally {
    said.mockRestore();
  }
});
