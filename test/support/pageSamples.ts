import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { inspectPhoto } from '../../main/imaging/formats/decode.ts';
import { readPhotoFile } from '../../main/imaging/formats/photoFile.ts';
import { sampleLabelSchema, type SampleLabel } from '../../shared/contract/dataset.ts';
import type {
  ExchangeFormat,
  IncomingRecord,
  IncomingSample,
  OutgoingSample,
  ReadOptions,
} from '../../main/exchange/exchangeFormat.ts';
import { quadOfBox, type Point, type Quad } from '../../shared/geometry.ts';
import { compareKeys } from '../../shared/manifest.ts';
import { normalizeText } from '../../shared/text.ts';
import { blankPng } from './images.ts';
import { temporaryFolder } from './library.ts';

/** A folder that is gone when the work is done. */
export async function withFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-exchange-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readOptions(recipe = 'plain'): ReadOptions {
  return {
    recipe,
    scratch: temporaryFolder(),
    signal: new AbortController().signal,
    imageSize: async (path) => {
      const { width, height } = await inspectPhoto(await readPhotoFile(path), path);
      return { width, height };
    },
  };
}

export async function recordsOf(
  format: ExchangeFormat,
  path: string,
  recipe?: string,
): Promise<IncomingRecord[]> {
  if (format.read === null) throw new Error(`${format.name} cannot be read.`);
  return await everyOf(format.read(path, readOptions(recipe)));
}

async function everyOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Every sample, in order of the keys; nothing may be invalid. */
export async function samplesOf(
  format: ExchangeFormat,
  path: string,
  recipe?: string,
): Promise<IncomingSample[]> {
  const records = await recordsOf(format, path, recipe);
  expect(invalidMessages(records)).toEqual([]);
  return records
    .flatMap((record) => (record.kind === 'sample' ? [record.sample] : []))
    .sort((a, b) => compareKeys(a.key, b.key));
}

export function invalidMessages(records: readonly IncomingRecord[]): string[] {
  return records.flatMap((record) => (record.kind === 'invalid' ? [record.message] : []));
}

/** Writes samples as an export does: in the order of their keys. */
export async function writeSamples(
  format: ExchangeFormat,
  samples: readonly OutgoingSample[],
  path: string,
  variant = format.variants?.[0] ?? 'plain',
): Promise<number> {
  if (format.write === null) throw new Error(`${format.name} cannot be written.`);
  let images = 0;
  async function* stream(): AsyncGenerator<OutgoingSample> {
    for (const sample of [...samples].sort((a, b) => compareKeys(a.key, b.key)))
      yield await Promise.resolve(sample);
  }
  const onImage = (): void => {
    images += 1;
  };
  await format.write(stream(), path, { variant, onImage, signal: new AbortController().signal });
  return images;
}

/** What was read, ready to go out again. */
export async function outgoing(samples: readonly IncomingSample[]): Promise<OutgoingSample[]> {
  const { imageSize } = readOptions();
  return await Promise.all(samples.map(async (sample) => ({ ...sample, ...(await imageSize(sample.path)) })));
}

/** What is compared: everything but where the image lies. */
export function labelOf(sample: IncomingSample | OutgoingSample): SampleLabel & { source: unknown } {
  const { source } = sample;
  const label = Object.fromEntries(
    Object.keys(sampleLabelSchema.shape).map((field) => [field, valueOf(sample, field)]),
  );
  return { ...sampleLabelSchema.parse(label), source };
}

function valueOf(sample: object, field: string): unknown {
  return new Map<string, unknown>(Object.entries(sample)).get(field);
}

export function labelsOf(
  samples: readonly (IncomingSample | OutgoingSample)[],
): ReturnType<typeof labelOf>[] {
  return samples.map(labelOf).sort((a, b) => compareKeys(a.key, b.key));
}

/** Images of different sizes, with names that some systems would refuse, hide, or not take for an image's. */
const images = [
  { file: 'a.png', width: 640, height: 480 },
  { file: 'forms/a.png', width: 300, height: 900 },
  { file: 'forms/b "2": <ö>.png', width: 1200, height: 37 },
  { file: '../outside.png', width: 50, height: 51 },
  { file: '.drafts/.b.png', width: 70, height: 71 },
  { file: 'scan', width: 90, height: 91 },
  { file: ' c.png\u{a0}', width: 110, height: 111 },
] as const;

/** Puts the images that generated samples stand on into a folder, as a library keeps objects. */
export function makeImages(folder: string): void {
  for (const { width, height } of images) writeFileSync(imagePath(folder, width), blankPng(width, height));
}

function imagePath(folder: string, width: number): string {
  return join(folder, `object-${width}`);
}

/** Texts that trip parsers up. */
export const awkwardText = fc
  .oneof(
    fc.constantFrom(
      '&amp;<b>"it\'s"</b>',
      ']]>',
      '\\u0020{key:"x";}',
      'a  b\tc',
      'é\u{301}ḿ',
      'שלום עולם',
      '👩‍🔬 𝒜',
      'line\nfeed',
      '\u{0}\u{7}\u{1b}',
      '\u{fffe}\u{ffff}',
      'NaN',
      '-',
      '%41',
      ', "" ;',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  )
  .map(normalizeText);

const name = awkwardText.map((text) => text.slice(0, 60).toWellFormed()).filter((text) => text !== '');
const confidence = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);

function shapeIn(width: number, height: number): fc.Arbitrary<Pick<SampleLabel, 'quad' | 'polygon'>> {
  const x = fc.double({ min: 0, max: width, noNaN: true }).map((value) => Math.round(value * 10) / 10);
  const y = fc.double({ min: 0, max: height, noNaN: true }).map((value) => Math.round(value * 10) / 10);
  const point: fc.Arbitrary<Point> = fc.tuple(x, y);
  const box = fc
    .tuple(
      fc.nat(width - 2),
      fc.nat(height - 2),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
    )
    .map(([left, top, right, bottom]) =>
      quadOfBox([left, top, Math.min(right, width - left), Math.min(bottom, height - top)]),
    );
  const quad: fc.Arbitrary<Quad> = fc.oneof(
    box,
    fc.tuple(point, point, point, point),
    box.map(([a, b, c, d]): Quad => [c, d, a, b]),
  );
  const polygon = fc.array(point, { minLength: 3, maxLength: 9 });
  return fc.oneof(
    quad.map((found) => ({ quad: found, polygon: null })),
    fc.constant({ quad: null, polygon: null }),
    fc.tuple(quad, polygon).map(([found, around]) => ({ quad: found, polygon: around })),
  );
}

/** Samples of every level with every field, several on an image; `makeImages` has put the images there. */
export function generatedSamples(folder: string): fc.Arbitrary<OutgoingSample[]> {
  const sample = fc.constantFrom(...images).chain(({ file, width, height }) =>
    fc.record({
      shape: shapeIn(width, height),
      label: fc.record({
        key: name,
        level: fc.constantFrom('word', 'word', 'line', 'page'),
        text: awkwardText,
        mark: fc.constantFrom('text', 'text', 'illegible', 'not-text'),
        split: fc.constantFrom(null, 'train', 'validation', 'test'),
        writer: fc.option(name),
        page: fc.option(name),
        line: fc.option(fc.nat(3)),
        position: fc.option(fc.nat(4)),
        language: fc.constantFrom(null, 'en', 'fr-CA', 'yue', 'x-none', 'German!'),
        alternatives: fc.array(fc.record({ text: awkwardText, confidence }), { maxLength: 3 }),
      }),
      source: fc.constantFrom(
        {},
        { source: { kind: 'person' } },
        { source: { kind: 'import', name: 'iam' } },
      ),
      place: fc.constant({ file, path: imagePath(folder, width), width, height }),
    }),
  );
  return fc
    .uniqueArray(sample, { selector: ({ label }) => label.key, minLength: 1, maxLength: 14 })
    .map((samples) =>
      samples.map(({ shape, label, source, place }): OutgoingSample => ({
        ...shape,
        ...label,
        ...source,
        ...place,
      })),
    );
}

/** What a format reads of a folder with these files in it; numbers make a blank image of that size. */
export async function recordsIn(
  format: ExchangeFormat,
  files: Readonly<Record<string, string | Uint8Array | readonly [width: number, height: number]>>,
  recipe?: string,
): Promise<IncomingRecord[]> {
  return await withFolder(async (folder) => {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      const isText = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(path, isText ? content : blankPng(content[0], content[1]));
    }
    const records = await recordsOf(format, folder, recipe);
    // Messages name files by their whole paths, which are others in each run.
    return records.map((record) =>
      record.kind === 'invalid' ? { ...record, message: record.message.replaceAll(folder, '') } : record,
    );
  });
}

/** The samples that `recordsIn` finds, in the files' order; nothing may be invalid. */
export async function samplesIn(...args: Parameters<typeof recordsIn>): Promise<IncomingSample[]> {
  const records = await recordsIn(...args);
  expect(invalidMessages(records)).toEqual([]);
  return records.flatMap((record) => (record.kind === 'sample' ? [record.sample] : []));
}

/** What matters most of samples, for tests that look at many. */
export function shownLabels(samples: readonly IncomingSample[]): unknown[] {
  return samples.map(({ key, level, text, mark }) => [key, level, text, mark]);
}

/** What became of each record: why it was skipped, or its kind. */
export function recordKinds(records: readonly IncomingRecord[]): string[] {
  return records.map((record) => (record.kind === 'skipped' ? record.reason : record.kind));
}
