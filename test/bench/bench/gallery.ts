import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import type { FileOutcome } from '../../../main/services.ts';
import { openServices } from '../../../main/services.ts';
import { type KindPhoto, kindPhotos } from '../kindPhotos.ts';
import { print, printTable } from '../measure/table.ts';
import { treeProcessorMs } from './treeProcessorMs.ts';

const definitions = `
Photos of the half of main/pretraining/kinds/photos.tsv by which nothing was fitted; where there are fewer without writing, some
stand mirrored, too. missed: with writing, and left out. in vain: without, and read. words missed: found on the missed ones without
a first look. processor s: of all processes.`;

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
    const withLook = await importAll(photos, join(folder, 'with'), true);
    const without = await importAll(photos, join(folder, 'without'), false);
    const rows = [withLook, without].map(({ name, seconds, processorSeconds, outcomes }) => {
      const read = outcomes.filter(({ words }) => words !== undefined);
      const left = outcomes.filter(({ leftOut }) => leftOut === true);
      const missed = left.filter(hasWriting);
      const words = without.outcomes.filter(({ path }) => missed.some((each) => each.path === path));
      const counts = [read.length, missed.length, read.filter((each) => !hasWriting(each)).length];
      const wordsMissed = words.reduce((sum, each) => sum + (each.words ?? 0), 0);
      return [name, seconds, processorSeconds, ...counts, wordsMissed].map((each) =>
        typeof each === 'number' ? each.toFixed(0) : each,
      );
    });
    print(`\n${count} photos`);
    printTable(['', 's', 'processor s', 'read', 'missed', 'in vain', 'words missed'], rows);
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
    const picture = sharp(await photo.read(), { failOn: 'none' }).autoOrient();
    const sized = picture.resize({
      width: longSide,
      height: longSide,
      fit: 'inside',
      withoutEnlargement: true,
    });
    const bytes = await sized
      .flop(index >= distinct)
      .flatten({ background: '#fff' })
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, `${name}-${index}.jpg`), bytes);
  }
}

async function importAll(folder: string, library: string, onlyWriting: boolean) {
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
  await services.close();
  return { name: onlyWriting ? 'with a first look' : 'without', seconds, processorSeconds, outcomes };
}
