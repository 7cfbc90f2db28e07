import os from 'node:os';
import { readPage } from '../../../main/reader/reader.ts';
import type { ReadingModels } from '../../../main/reader/models/sessions.ts';
import { createKeptPage } from '../../../main/reader/keptPage.ts';
import { openModels } from '../../../pretraining/shippedModels.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { pagesToRead, photosToRead, type Material } from './material.ts';
import { median } from './median.ts';
import { percentile } from './percentile.ts';
import { processorMs } from './processorMs.ts';
import { readingParts } from './readingParts.ts';

const definitions = `
End to end, from the file to the words with ten readings each, one photo after the other. decode and
flatten open the page; then each pass of main/reader/passes.ts by its name, detect and recognise being the parts of
asItStands. mean: of all photos, also of those on which a pass had nothing to do. processor
ms: of all threads of the process. in a row: mean of all photos, each opened while the one before is read; median over
the rounds.`;

/** What a photo of 12 megapixels and about 60 words may take on two cores. */
const wantedMs = 700;

interface Figures {
  readonly ms: number[];
  /** Mean of each round in which every photo is opened while the one before is read, as a job does. */
  readonly inRow: number[];
  readonly processor: number[];
  readonly words: number[];
  /** In the order in which a page goes through them. */
  readonly stages: Map<string, number[]>;
}

/** How long photos take from the file to the words, as the reader process reads them, and where. */
export async function benchPages(rounds: number): Promise<void> {
  const threads = Math.min(2, os.availableParallelism());
  const models = await openModels(threads);
  print(
    `\nReading photos on ${threads} threads: detector ${models.detector.sha256}, ` +
      `recogniser ${models.recogniser.sha256}`,
  );
  await using photos = await photosToRead();
  for (const { name, items } of [await pagesToRead(), photos]) {
    const figures = await measure({ name, items }, models, rounds);
    printFigures(name, items.length, figures);
    if (name !== photos.name) continue;
    const [alone, inRow] = [median(figures.ms), median(figures.inRow)];
    const holds = (ms: number): string => (ms <= wantedMs ? 'holds' : 'DOES NOT HOLD');
    print(
      `wanted at most ${wantedMs} ms: by itself ${alone.toFixed(0)}, ${holds(alone)}; ` +
        `in a row ${inRow.toFixed(0)}, ${holds(inRow)}`,
    );
  }
  await printParts((await pagesToRead()).items);
  print(definitions);
}

/** Where the time of a photo goes, and how much the networks were given: the next change sees what it saves. */
async function printParts(photos: readonly string[]): Promise<void> {
  const { parts, work, words, processor } = await readingParts(photos);
  const all = [...parts.values()].reduce((sum, ms) => sum + ms, 0);
  print('\nOne thread, by a profile: ms a photo');
  printTable(
    ['part', 'ms', 'share'],
    [...parts].sort((a, b) => b[1] - a[1]).map(([part, ms]) => [part, ms.toFixed(0), (ms / all).toFixed(3)]),
  );
  const each = (count: number, of: number): string => (count / of).toFixed(2);
  print(
    `processor ms a photo: ${processor.toFixed(0)}; a photo has ${each(work.detected, photos.length)} runs of the detector and ` +
      `${each(work.pixels / 1e6, photos.length)} megapixels in them; a word has ${each(work.recognised, words)} pictures that the ` +
      `recogniser reads, and ${each(work.asked, words)} for the second reader`,
  );
}

async function measure({ items }: Material<string>, models: ReadingModels, rounds: number): Promise<Figures> {
  const figures: Figures = {
    inRow: [],
    ms: [],
    processor: [],
    words: [],
    stages: new Map(),
  };
  for (const path of items.slice(0, 1)) await readPage(path, models, { alternatives: 10 });
  for (const path of Array.from({ length: rounds }, () => items).flat()) {
    const used = process.cpuUsage();
    const { ms, words } = await readPage(path, models, {
      alternatives: 10,
      onStage: (stage, stageMs) => {
        figures.stages.set(stage, [...(figures.stages.get(stage) ?? []), stageMs]);
      },
    });
    figures.ms.push(ms);
    figures.processor.push(processorMs(used));
    figures.words.push(words.length);
  }
  for (let round = 0; round < rounds; round += 1) figures.inRow.push(await readInRow(items, models));
  return figures;
}

/** Milliseconds a photo. */
async function readInRow(items: readonly string[], models: ReadingModels): Promise<number> {
  const kept = createKeptPage();
  const start = performance.now();
  for (const [index, path] of items.entries()) {
    await readPage(path, models, { alternatives: 10, ahead: { kept, next: items[index + 1] ?? null } });
  }
  return (performance.now() - start) / items.length;
}

function printFigures(name: string, count: number, { inRow, ms, processor, words, stages }: Figures): void {
  print(`\n${count} ${name}, ${median(words).toFixed(0)} words found on the middle one`);
  const row = (label: string, values: readonly number[]): string[] => [
    label,
    ...[0.5, 0.95].map((share) => percentile(values, share).toFixed(0)),
    Math.max(...values).toFixed(0),
    (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0),
  ];
  printTable(
    ['ms a photo', 'p50', 'p95', 'most', 'mean'],
    [
      ...[...stages].map(([stage, values]) => row(stage, values)),
      row('all', ms),
      row('processor', processor),
      row('in a row, as a job reads them', inRow),
    ],
  );
}
