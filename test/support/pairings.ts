import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { bareLabel } from '../../main/exchange/records.ts';
import { plainPng } from '../../main/exchange/png.ts';
import type {
  ExchangeFormat,
  IncomingRecord,
  IncomingSample,
  OutgoingSample,
} from '../../main/exchange/exchangeFormat.ts';
import { boxOfQuad, quadOfBox } from '../../shared/geometry.ts';
import { isPhotoName } from '../../shared/contract/photo.ts';
import type { Random } from '../../shared/random.ts';
import { writeSamples } from './pageSamples.ts';

/** Pictures whose halves have a colour each, and words that are the names of these colours: a wrong pairing shows. */

const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  river: [250, 10, 10],
  stone: [10, 250, 10],
  bridge: [10, 10, 250],
  yellow: [250, 250, 10],
  window: [250, 10, 250],
  lamp: [10, 250, 250],
  garden: [250, 130, 10],
  paper: [120, 120, 120],
};
const words = Object.keys(colours);

/** Two of one name and size, one of another size, and one of other proportions. */
const pictures = [
  { file: 'one/page.png', width: 64, height: 32 },
  { file: 'two/page.png', width: 64, height: 32 },
  { file: 'c.png', width: 96, height: 48 },
  { file: 'd.png', width: 48, height: 64 },
] as const;

function picture(width: number, height: number, halves: readonly string[]): Buffer {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    data.set(colours[halves[at % width < width / 2 ? 0 : 1] ?? ''] ?? [0, 0, 0], at * 3);
  }
  return plainPng({ width, height, channels: 3, data });
}

/** Puts the pictures into a folder, and gives the words on them. */
export function pairedSamples(folder: string): OutgoingSample[] {
  mkdirSync(folder, { recursive: true });
  return pictures.flatMap(({ file, width, height }, number) => {
    const halves = words.slice(number * 2, number * 2 + 2);
    const path = join(folder, `object-${number}.png`);
    writeFileSync(path, picture(width, height, halves));
    return halves.map((text, half): OutgoingSample => {
      const quad = quadOfBox([(half * width) / 2 + 2, 4 + number, width / 2 - 4, height - 8]);
      const place = { page: file.replace('.png', ''), line: 0, position: half };
      const known = { key: `${file}/${half}`, level: 'word', file, text, quad } as const;
      return { ...bareLabel, ...known, ...place, path, width, height };
    });
  });
}

/** Writes the words in a format, into a folder that does not exist yet. */
export async function writePaired(format: ExchangeFormat, pictured: string, folder: string): Promise<void> {
  await writeSamples(format, pairedSamples(pictured), folder);
}

/** The words that are on another colour than theirs: nothing may be, unless the import says that something is wrong. */
export async function wrongPairings(records: readonly IncomingRecord[]): Promise<string[]> {
  if (records.some(({ kind }) => kind === 'invalid')) return [];
  const wrong: string[] = [];
  for (const record of records) {
    if (record.kind !== 'sample') continue;
    const wanted = colours[record.sample.text.toLowerCase()];
    if (wanted === undefined) continue;
    const found = await colourOf(record.sample);
    const isSame = found.every((value, channel) => Math.abs(value - (wanted[channel] ?? 0)) < 60);
    if (!isSame) wrong.push(`${record.sample.text} on ${found.join(' ')} in ${record.sample.file}`);
  }
  return wrong;
}

async function colourOf({ path, quad }: IncomingSample): Promise<number[]> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const [left, top, width, height] = quad === null ? [0, 0, info.width, info.height] : boxOfQuad(quad);
  const x = Math.min(info.width - 1, Math.floor(left + width / 4));
  const y = Math.min(info.height - 1, Math.floor(top + height / 2));
  return Array.from(data.subarray((y * info.width + x) * info.channels).subarray(0, 3));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What people and programs do to a folder of pictures and lists, by name. `random` picks the file. */
export const changes: Readonly<Record<string, (folder: string, random: Random) => void>> = {
  nothing: () => undefined,
  'an image is missing': (folder, random) => {
    rmSync(random.pick(imagesIn(folder)));
  },
  'all images but one are missing': (folder, random) => {
    const kept = random.pick(imagesIn(folder));
    for (const image of imagesIn(folder)) if (image !== kept) rmSync(image);
  },
  'all images lie in one folder': (folder) => {
    for (const image of imagesIn(folder)) renameSync(image, join(folder, basename(image)));
  },
  'all files lie in one folder': (folder) => {
    for (const file of filesIn(folder)) renameSync(file, join(folder, basename(file)));
  },
  'an image lies one folder higher': (folder, random) => {
    const image = random.pick(imagesIn(folder));
    const above = dirname(image) === folder ? folder : dirname(dirname(image));
    renameSync(image, join(above, basename(image)));
  },
  'an image has another ending': (folder, random) => {
    const image = random.pick(imagesIn(folder));
    renameSync(image, image.replace(/\.\w+$/u, '.jpg'));
  },
  'a second image lies beside one': (folder, random) => {
    const image = random.pick(imagesIn(folder));
    writeFileSync(image.replace(/\.\w+$/u, '.bmp.png'), picture(64, 32, ['none', 'none']));
    const twin = image.replace(/\.\w+$/u, '.jpg');
    if (!existsSync(twin)) writeFileSync(twin, picture(64, 32, ['none', 'none']));
  },
  'a folder has another name': (folder, random) => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    if (folders.length === 0) return;
    const { name } = random.pick(folders);
    renameSync(join(folder, name), join(folder, `${name}-2`));
  },
  'the lines of a list are in another order': (folder, random) => {
    changeLines(folder, random, (lines) => lines.toReversed());
  },
  'a line of a list is twice there': (folder, random) => {
    changeLines(folder, random, (lines) => [...lines, random.pick(lines)]);
  },
  'a line of a list is missing': (folder, random) => {
    changeLines(folder, random, (lines) => {
      const dropped = random.pick(lines);
      return lines.filter((line) => line !== dropped);
    });
  },
  'a copy lies inside it': (folder) => {
    const files = filesIn(folder);
    for (const file of files) {
      const copy = join(folder, 'copy', file.slice(folder.length + 1));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(file, copy);
    }
  },
};

function imagesIn(folder: string): string[] {
  const images = filesIn(folder).filter((file) => isPhotoName(file));
  // A format of one file has no images beside it: any file may then be lost.
  return images.length > 0 ? images : filesIn(folder);
}

/** Of lists with a line for each sample; the first line may be a heading. */
function changeLines(
  folder: string,
  random: Random,
  change: (lines: readonly string[]) => readonly string[],
): void {
  const lists = filesIn(folder).filter((file) => ['.txt', '.csv', '.tsv', '.jsonl'].includes(extname(file)));
  if (lists.length === 0) return;
  const list = random.pick(lists);
  const [heading = '', ...lines] = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length > 0) writeFileSync(list, `${[heading, ...change(lines)].join('\n')}\n`);
}

/** Swaps the pictures of two sizes, as a wrong renaming does. */
export function swapPictures(folder: string): void {
  const images = filesIn(folder).filter((file) => isPhotoName(file));
  const [one, other] = ['c.png', 'd.png'].map((name) => images.find((file) => basename(file) === name));
  if (one === undefined || other === undefined) throw new Error('The pictures are not there.');
  const aside = `${one}.aside`;
  renameSync(one, aside);
  renameSync(other, one);
  renameSync(aside, other);
}

/** A fresh copy of a written folder. */
export function copied(written: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  cpSync(written, to, { recursive: true });
  return to;
}
