import os from 'node:os';
import {
  readingStages,
  readPage,
  type ReadingModels,
  type ReadingStage,
} from '../../../main/engine/reader/readPage.ts';
import { createSessions } from '../../../main/engine/reader/sessions.ts';
import { detectorPath, recogniserPath } from '../measure/models.ts';
import { print, printTable } from '../measure/table.ts';
import { pagesToRead, photosToRead, type Material } from './material.ts';
import { median } from './median.ts';
import { percentile } from './percentile.ts';
import { processorMs } from './processorMs.ts';

const definitions = `
End to end, from the file to the words with ten readings each, one photo after the other. recognise:
fitting, network and decoder, which overlap. processor ms: of all threads of the process.`;

/** What a photo of 12 megapixels and about 60 words may take on two cores. */
const wantedMs = 700;

interface Figures {
  readonly ms: number[];
  readonly processor: number[];
  readonly words: number[];
  readonly stages: Map<ReadingStage, number[]>;
}

/** How long photos take from the file to the words, as the reader engine reads them, and where. */
export async function benchPages(rounds: number): Promise<void> {
  const threads = Math.min(2, os.availableParallelism());
  const sessions = createSessions();
  const models: ReadingModels = {
    detector: await sessions.open('detector', detectorPath, threads),
    recogniser: await sessions.open('recogniser', recogniserPath, threads),
  };
  print(
    `\nReading photos on ${String(threads)} threads: detector ${models.detector.sha256}, ` +
      `recogniser ${models.recogniser.sha256}`,
  );
  await using photos = await photosToRead();
  for (const { name, items } of [await pagesToRead(), photos]) {
    const figures = await measure({ name, items }, models, rounds);
    printFigures(name, items.length, figures);
    if (name !== photos.name) continue;
    const middle = median(figures.ms);
    print(
      `wanted at most ${String(wantedMs)} ms: ${middle.toFixed(0)}, ${middle <= wantedMs ? 'holds' : 'DOES NOT HOLD'}`,
    );
  }
  print(definitions);
}

async function measure({ items }: Material<string>, models: ReadingModels, rounds: number): Promise<Figures> {
  const figures: Figures = {
    ms: [],
    processor: [],
    words: [],
    stages: new Map(readingStages.map((stage) => [stage, []])),
  };
  for (const path of items.slice(0, 1)) await readPage(path, models, { alternatives: 10 });
  for (const path of Array.from({ length: rounds }, () => items).flat()) {
    const used = process.cpuUsage();
    const { ms, words } = await readPage(path, models, {
      alternatives: 10,
      onStage: (stage, stageMs) => figures.stages.get(stage)?.push(stageMs),
    });
    figures.ms.push(ms);
    figures.processor.push(processorMs(used));
    figures.words.push(words.length);
  }
  return figures;
}

function printFigures(name: string, count: number, { ms, processor, words, stages }: Figures): void {
  print(`\n${String(count)} ${name}, ${median(words).toFixed(0)} words found on the middle one`);
  const row = (label: string, values: readonly number[]): string[] => [
    label,
    ...[0.5, 0.95].map((share) => percentile(values, share).toFixed(0)),
    Math.max(...values).toFixed(0),
  ];
  printTable(
    ['ms a photo', 'p50', 'p95', 'most'],
    [
      ...[...stages].map(([stage, values]) => row(stage, values)),
      row('all', ms),
      row('processor', processor),
    ],
  );
}
