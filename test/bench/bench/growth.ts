import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type FileOutcome, openServices } from '../../../main/services.ts';
import { listSamples } from '../../../main/installation.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { note, print, printTable } from '../../../pretraining/printTable.ts';
import { sizeOf } from '../../../resources/build/packaged.ts';
import { median } from './median.ts';
import { ownProcesses, treeProcessorMs } from './treeProcessorMs.ts';

const width = 520;
const definitions = `
Each photo is a window of one of the samples, turned by up to four degrees and scaled to a width of ${String(width)} pixels: thirty words or so. They are
imported and read in equal steps. s, processor ms: of the step, for one photo; processor ms of all processes. words: read so far. library
MB: all files of it. KB a photo: of these. app MB: resident memory of the process that has the library; readers MB: of the processes that it
started. search ms: median of 40 queries, the words of the samples, each as a person types it.`;

/** Of the sides of a sample. */
const part = 0.45;
const steps = 10;
const queries =
  'tree node value return left right root list head next null data input output class animal cat dog queue stack sort array length count leaf message bus event cloud server user page test code time first last new add end'.split(
    ' ',
  );

/** What a library costs as it grows, at each tenth of its photos. */
export async function benchGrowth(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-growth-'));
  const rows: string[][] = [];
  try {
    const library = join(folder, 'library');
    const services = await openServices({ library, announce: () => undefined });
    services.jobs.start();
    const random = createRandom(1);
    const samples = await Promise.all(listSamples().map((path) => readFile(path)));
    const each = Math.ceil(count / steps);
    let words = 0;
    for (let step = 1; step <= steps; step += 1) {
      const photos = join(folder, `photos-${step}`);
      await makePhotos(photos, samples, each, random);
      const outcomes: FileOutcome[] = [];
      const [start, used] = [performance.now(), treeProcessorMs()];
      const job = await services.library.importPaths(
        { paths: [photos], read: true, onlyWriting: false },
        (outcome) => outcomes.push(outcome),
      );
      await services.jobs.finished(job.id);
      const seconds = (performance.now() - start) / 1000;
      const processor = treeProcessorMs() - used;
      const bytes = await sizeOf(library);
      words += outcomes.reduce((sum, outcome) => sum + (outcome.words ?? 0), 0);
      const times = queries.map((query) => {
        const before = performance.now();
        services.search.calls.search({ query, offset: 0, limit: 50 });
        return performance.now() - before;
      });
      const photosSoFar = step * each;
      rows.push([
        String(photosSoFar),
        (seconds / each).toFixed(3),
        (processor / each).toFixed(0),
        String(words),
        (bytes / 1e6).toFixed(0),
        (bytes / 1e3 / photosSoFar).toFixed(0),
        ...residentMegabytes().map((megabytes) => megabytes.toFixed(0)),
        median(times).toFixed(1),
      ]);
      note(rows.at(-1)?.join('  ') ?? '');
    }
    await services.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  print(`\nA library that grows to ${count} photos`);
  printTable(
    ['photos', 's', 'processor ms', 'words', 'library MB', 'KB a photo', 'app MB', 'readers MB', 'search ms'],
    rows,
  );
  print(definitions);
}

async function makePhotos(
  folder: string,
  samples: readonly Buffer[],
  count: number,
  random: Random,
): Promise<void> {
  await mkdir(folder);
  for (let photo = 0; photo < count; photo += 1) {
    const sample = sharp(samples[photo % samples.length]).autoOrient();
    const { autoOrient } = await sample.metadata();
    const [w, h] = [autoOrient.width, autoOrient.height].map((side) => Math.round(part * side));
    const cut = await sample
      .extract({
        left: random.integer(0, autoOrient.width - (w ?? 1)),
        top: random.integer(0, autoOrient.height - (h ?? 1)),
        width: w ?? 1,
        height: h ?? 1,
      })
      .toBuffer();
    await sharp(cut)
      .rotate(random.between(-4, 4), { background: '#d8d5cd' })
      .resize({ width })
      .jpeg({ quality: 85 })
      .toFile(join(folder, `${String(photo).padStart(5, '0')}.jpg`));
  }
}

/** Resident memory of this process, and of all that it has started. */
function residentMegabytes(): [own: number, readers: number] {
  const all = ownProcesses();
  const own = all.get(process.pid)?.megabytes ?? 0;
  return [own, [...all.values()].reduce((sum, { megabytes }) => sum + megabytes, 0) - own];
}
