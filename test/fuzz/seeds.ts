import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { allFormats } from '../support/allFormats.ts';
import { packageFiles, packagedImage, metadataToml } from '../../main/datasets/package/packageFiles.ts';
import type { OutgoingSample } from '../../main/exchange/exchangeFormat.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { canonicalSample, manifestHeader } from '../../shared/manifest.ts';
import { tarOf, zipOf } from '../support/archives.ts';
import { hdf5File } from '../support/hdf5File.ts';
import { blankPng } from '../support/images.ts';
import { pdfOf, pdfOfPhotos } from '../support/pdf.ts';
import { asyncOf } from '../support/datasetRecords.ts';
import { idxHeader } from '../support/matFile.ts';

/** A valid input: files by their relative paths. */
export interface Seed {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Paths of the files that may be damaged. */
  readonly damaged: readonly string[];
  /** Relative path that is opened; '' for the folder. */
  readonly opened: string;
}

/** A seed of one file. */
export function fileSeed(name: string, bytes: Uint8Array | string): Seed {
  return { files: new Map([[name, Buffer.from(bytes)]]), damaged: [name], opened: name };
}

const pictures = join(import.meta.dirname, '../fixtures/formats/pictures');
const heic = join(import.meta.dirname, '../fixtures/formats/drawing.heic');

/** A small photo in every format that Inkdex can decode. */
export async function imageSeeds(): Promise<Seed[]> {
  const raw = Buffer.from(Uint8Array.from({ length: 48 * 32 * 3 }, (_, at) => (at * 37) % 251));
  const picture = sharp(raw, { raw: { width: 48, height: 32, channels: 3 } });
  const written = await Promise.all([
    picture
      .clone()
      .withExif({ IFD0: { Orientation: '6', DateTime: '2020:01:02 03:04:05' } })
      .jpeg()
      .toBuffer(),
    picture.clone().jpeg({ progressive: true }).toBuffer(),
    picture.clone().png({ palette: true }).toBuffer(),
    picture.clone().webp().toBuffer(),
    picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    picture.clone().avif({ effort: 0 }).toBuffer(),
    picture.clone().gif().toBuffer(),
  ]);
  const names = ['exif.jpg', 'progressive.jpg', 'a.png', 'a.webp', 'a.tif', 'a.avif', 'a.gif'];
  const seeds = names.map((name, index) => fileSeed(name, written[index] ?? ''));
  const others = ['24.bmp', 'colour.jp2', 'colour.jxl', 'preview.dng', 'big.tif'].map((name) =>
    fileSeed(name, readFileSync(join(pictures, name))),
  );
  const raf = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW '), Buffer.alloc(100), written[0]]);
  return [...seeds, fileSeed('a.heic', readFileSync(heic)), fileSeed('a.raf', raf), ...others];
}

export async function pdfSeeds(folder: string): Promise<Seed[]> {
  const photo = join(folder, 'in.jpg');
  const [jpeg] = await imageSeeds();
  writeFileSync(photo, jpeg?.files.get('exif.jpg') ?? '');
  const boxes = await pdfOf([{ size: [144, 72], rotate: 90, box: [8, 20, 8, 8] }, { size: [72, 72] }]);
  return [fileSeed('boxes.pdf', boxes), fileSeed('photo.pdf', await pdfOfPhotos([photo]))];
}

const table = 'file,text\na.png,one\nb.png,"two, 2"\n';

/** Archives of a table with its images. */
export function archiveSeeds(): Seed[] {
  const entries = [
    { name: 'samples.csv', content: table },
    { name: 'a.png', content: blankPng(30, 20) },
    { name: 'deep/b.png', content: blankPng(31, 20) },
  ];
  return [
    fileSeed('a.zip', zipOf(entries)),
    fileSeed('a.tar', tarOf(entries)),
    fileSeed('a.tgz', gzipSync(tarOf(entries))),
  ];
}

/** Tables as spreadsheets write them, with their image. */
export function spreadsheetSeeds(kind: 'csv' | 'tsv'): Seed[] {
  const tables: Readonly<Record<typeof kind, readonly (string | Uint8Array)[]>> = {
    csv: [
      'sep=;\r\nfile;text;x;y;width;height;;\r\na.png;"a; b";1,5;2;10;10;;\r\n;;;;;;;\r\n',
      '\uFEFFFile,Text\r\na.png, "two\r\nlines"\r\na.png\r\n',
      'file|text\ra.png|one\r',
    ],
    tsv: [
      'file\ttext\r\na.png\t"Hello, world"\r\na.png\t"say ""hi"""\r\n',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('file\ttext\r\na.png\té\r\n', 'utf16le')]),
    ],
  };
  return tables[kind].map((content, index) => {
    const name = `${index}.${kind}`;
    const files = new Map([
      [name, Buffer.from(content)],
      ['a.png', blankPng(30, 20)],
    ]);
    return { files, damaged: [name], opened: name };
  });
}

const fullLabel = {
  polygon: null,
  mark: 'text',
  split: 'train',
  writer: 'anna',
  page: 'p1',
  language: 'en',
} as const;

function sample(path: string, index: number): OutgoingSample {
  return {
    ...fullLabel,
    key: `k${index}`,
    level: index === 2 ? 'line' : 'word',
    file: 'pages/p1.png',
    quad: quadOfBox([10 + 40 * index, 10, 30, 20]),
    text: ['ink', 'a & "b" <é>', 'two words'][index] ?? '',
    line: 0,
    position: index,
    alternatives: [{ text: 'ink?', confidence: 0.25 }],
    path,
    width: 200,
    height: 100,
  };
}

/** A word of a page of 1,000 x 800 pixels whose line is not known. */
export function sampleOf(
  path: string,
  { box, ...label }: { readonly key: string; readonly box: Box; readonly text: string },
): OutgoingSample {
  const place = { quad: quadOfBox(box), width: 1000, height: 800 };
  return { ...sample(path, 0), ...label, ...place, line: null, position: null, alternatives: [] };
}

/** Samples of a page, in every format that can be written. */
export async function exchangeSeeds(folder: string): Promise<Map<string, Seed>> {
  const image = join(folder, 'page.png');
  writeFileSync(image, blankPng(200, 100));
  const samples = [0, 1, 2].map((index) => sample(image, index));
  const seeds = new Map<string, Seed>([
    ['emnist', emnistSeed()],
    ['hdf5-lines', hdf5Seed()],
    ['inkdex', packageSeed()],
  ]);
  for (const format of allFormats) {
    if (format.write === null || format.read === null) continue;
    const path = join(folder, format.name);
    await format.write(asyncOf(samples), path, {
      variant: format.variants?.[0] ?? 'plain',
      onImage: () => undefined,
      signal: new AbortController().signal,
    });
    seeds.set(format.name, seedAt(path));
  }
  return seeds;
}

/** What lies at a path, a file or a folder. Images are rarely interesting; all other files are damaged. */
function seedAt(path: string): Seed {
  if (statSync(path).isFile()) return fileSeed('written', readFileSync(path));
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  const labels = names.filter((name) => !/\.(?:png|jpe?g|tiff?)$/iu.test(name));
  return {
    files: new Map(names.map((name) => [name, readFileSync(join(path, name))])),
    damaged: labels.length > 0 ? labels : names,
    opened: '',
  };
}

/** Four images of 28 x 28 pixels in IDX files. */
function emnistSeed(): Seed {
  const stem = 'emnist-byclass-train';
  const files = new Map<string, Uint8Array>([
    [`${stem}-images-idx3-ubyte`, Buffer.concat([idxHeader(0x0803, 4, 28, 28), Buffer.alloc(4 * 784, 90)])],
    [`${stem}-labels-idx1-ubyte`, Buffer.concat([idxHeader(0x0801, 4), Buffer.from([0, 1, 2, 3])])],
    ['emnist-byclass-mapping.txt', Buffer.from('0 48\n1 49\n2 65\n3 97\n')],
  ]);
  return { files, damaged: [...files.keys()], opened: '' };
}

/** Two lines of three characters. */
function hdf5Seed(): Seed {
  const bytes = hdf5File({
    x_train: { shape: [2, 8, 20], values: new Uint8Array(320).fill(90), compression: 'gzip' },
    y_train: { shape: [2, 3], values: Uint8Array.of(10, 11, 12, 13, 14, 79) },
  });
  return { files: new Map([['lines.h5', bytes]]), damaged: ['lines.h5'], opened: '' };
}

/** The manifest of a version of three samples. */
export function manifestOfSamples(image = 'a'.repeat(64)): string {
  const lines = [0, 1, 2].map((index) => {
    const { path: _, width: __, height: ___, ...label } = sample('', index);
    return canonicalSample({ ...label, image, source: { kind: 'person' } });
  });
  return `${[manifestHeader, ...lines].join('\n')}\n`;
}

/** A version in Inkdex's own format. */
function packageSeed(): Seed {
  const image = blankPng(200, 100);
  const sha256 = createHash('sha256').update(image).digest('hex');
  const manifest = Buffer.from(manifestOfSamples(sha256));
  const hash = createHash('sha256').update(manifest).digest('hex');
  const metadata = metadataToml({ url: 'manifest.jsonl', filename: packageFiles.manifest, sha256: hash });
  const files = new Map<string, Uint8Array>([
    [packageFiles.manifest, manifest],
    [packageFiles.metadata, Buffer.from(metadata)],
    [packagedImage(sha256, 'png'), image],
  ]);
  return { files, damaged: [packageFiles.manifest, packageFiles.metadata], opened: '' };
}

/** Writes a seed's files into a folder, one of them replaced, and returns the path to open. */
export function writeSeed(seed: Seed, folder: string, replaced: ReadonlyMap<string, Uint8Array>): string {
  for (const [name, bytes] of seed.files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, replaced.get(name) ?? bytes);
  }
  return join(folder, seed.opened);
}
