import os from 'node:os';
import { readPage, type ReadingModels } from '../../../main/engine/reader/readPage.ts';
import { createSessions } from '../../../main/engine/reader/sessions.ts';
import { detectorPath, recogniserPath } from '../measure/models.ts';
import { print, printTable } from '../measure/table.ts';
import { pagesToRead } from './material.ts';
import { median } from './median.ts';
import { processorMs } from './processorMs.ts';

/** Photos a minute from the file to the words, as the reader engine reads them. */
export async function benchPages(rounds: number): Promise<void> {
  const { name, items } = await pagesToRead();
  const threads = Math.min(2, os.availableParallelism());
  const sessions = createSessions();
  const models: ReadingModels = {
    detector: await sessions.open('detector', detectorPath, threads),
    recogniser: await sessions.open('recogniser', recogniserPath, threads),
  };
  for (const path of items.slice(0, 1)) await readPage(path, models, { alternatives: 10 });

  const seconds: number[] = [];
  const processor: number[] = [];
  const ofPages: number[] = [];
  let words = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const used = process.cpuUsage();
    words = 0;
    for (const path of items) {
      const reading = await readPage(path, models, { alternatives: 10 });
      words += reading.words.length;
      ofPages.push(reading.ms);
    }
    seconds.push((performance.now() - start) / 1000);
    processor.push(processorMs(used) / items.length);
  }
  print(
    `\nReading photos: ${String(items.length)} ${name}, detector ${models.detector.sha256}, ` +
      `recogniser ${models.recogniser.sha256}`,
  );
  printTable(
    ['threads', 'photos/min', 'median ms a photo', 'slowest ms', 'processor ms a photo', 'words found'],
    [
      [
        String(threads),
        ((60 * items.length) / median(seconds)).toFixed(1),
        median(ofPages).toFixed(0),
        Math.max(...ofPages).toFixed(0),
        median(processor).toFixed(0),
        String(words),
      ],
    ],
  );
  print('End to end: decode, flatten, detect, order, crop, recognise with ten readings a word.');
}
