import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { type FileOutcome, openServices } from '../../../main/services.ts';
import { type KindPhoto, kindPhotos } from '../../../pretraining/kinds/kindPhotos.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { treeProcessorMs } from './treeProcessorMs.ts';

const definitions = `
Photos of the half of pretraining/kinds/photos.tsv by which nothing was fitted; where there are fewer without writing, they
are repeated, mirrored. missed: with writing, and left out. words missed: on those, read afterwards. in vain: without writing, and
read. processor s: of all processes. Without a first look only every tenth photo is imported: reading pictures without writing
takes long.`;

/** The largest side of the photos: that of a telephone's. */
const longSide = 4000;

/**
 * Imports a gallery in which few photos have writing, with a first look and without.
 *
 * @param count photos, of which a tenth has writing
 */
export async function benchGallery(mirror: string | undefined, count: number): Promise<void> {
  const all = (await kindPhotos(mirror)).filter(({ half }) => half === 'measure');
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-gallery-'));
  try {
    const written = all.filter(({ kind }) => kind !== 'none');
    const others = all.filter(({ kind }) => kind === 'none');
    const photos = join(folder, 'photos');
    await mkdir(photos);
    await write(photos, 'writing', written, Math.round(count / 10));
    await write(photos, 'none', others, count - Math.round(count / 10));
    print(`\n${count} photos`);
    const table = [
      row('with a first look', await importAll(photos, join(folder, 'with'), true)),
      row('every tenth, without', await importAll(await everyTenth(photos), join(folder, 'without'), false)),
    ];
    printTable(['', 's', 'processor s', 'read', 'missed', 'words missed', 'in vain'], table);
    print(definitions);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const hasWriting = ({ path }: FileOutcome): boolean => basename(path).startsWith('writing');

async function write(
  folder: string,
  name: string,
  photos: readonly KindPhoto[],
  count: number,
): Promise<void> {
  const distinct = Math.min(count, photos.length);
  for (let index = 0; index < count; index += 1) {
    const photo = photos[Math.floor(((index % distinct) * photos.length) / distinct)];
    if (photo === undefined) continue;
    const round = Math.floor(index / distinct);
    const picture = sharp(await photo.read(), { failOn: 'none' }).autoOrient();
    const sized = picture.resize({
      width: longSide,
      height: longSide,
      fit: 'inside',
      withoutEnlargement: true,
    });
    const bytes = await sized
      .flop(round % 2 === 1)
      .flip(round > 1)
      .flatten({ background: '#fff' })
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, `${name}-${index}.jpg`), bytes);
  }
}

/** A folder with every tenth photo of a folder. */
async function everyTenth(photos: string): Promise<string> {
  const folder = `${photos}-tenth`;
  await mkdir(folder);
  for (const [index, name] of (await readdir(photos)).sort().entries()) {
    if (index % 10 === 0) await copyFile(join(photos, name), join(folder, name));
  }
  return folder;
}

interface Imported {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly outcomes: readonly FileOutcome[];
  readonly wordsMissed: number;
}

function row(name: string, { seconds, processorSeconds, outcomes, wordsMissed }: Imported): string[] {
  const read = outcomes.filter(({ words }) => words !== undefined);
  const missed = outcomes.filter((each) => each.leftOut === true && hasWriting(each));
  const vain = read.filter((each) => !hasWriting(each));
  const numbers = [seconds, processorSeconds, read.length, missed.length, wordsMissed, vain.length];
  return [name, ...numbers.map((number) => number.toFixed(0))];
}

async function importAll(folder: string, library: string, onlyWriting: boolean): Promise<Imported> {
  const services = await openServices({ library, announce: () => undefined });
  const outcomes: FileOutcome[] = [];
  const start = performance.now();
  const used = treeProcessorMs();
  services.jobs.start();
  const request = { paths: [folder], read: true, onlyWriting };
  const job = await services.library.importPaths(request, (outcome) => outcomes.push(outcome));
  await services.jobs.finished(job.id);
  const seconds = (performance.now() - start) / 1000;
  const processorSeconds = (treeProcessorMs() - used) / 1000;
  const missed = outcomes.flatMap((each) =>
    each.leftOut === true && hasWriting(each) && each.photo !== null ? [each.photo] : [],
  );
  if (missed.length > 0) {
    await services.jobs.finished(services.reading.calls.readPhotos({ photos: missed }).id);
  }
  const wordsMissed = missed.reduce(
    (sum, photo) => sum + services.library.calls.getPhoto({ photo }).photo.wordCount,
    0,
  );
  await services.close();
  return { seconds, processorSeconds, outcomes, wordsMissed };
}
