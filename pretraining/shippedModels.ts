import { join } from 'node:path';
import { openReadingModels } from '../main/reader/reader.ts';
import { createSessions, type ReadingModels } from '../main/reader/models/sessions.ts';
import { print } from './printTable.ts';

const folder = join(import.meta.dirname, '../resources/models');
export const detectorPath = process.env.INKDEX_DETECTOR ?? join(folder, 'starter-detector.onnx');
export const recogniserPath = process.env.INKDEX_RECOGNISER ?? join(folder, 'starter-recogniser.onnx');

/** Both models that are measured, or another recogniser, with so many threads for each. */
export async function openModels(
  threads: number,
  { recogniser = recogniserPath, fast = false } = {},
): Promise<ReadingModels> {
  const models = { detector: detectorPath, recogniser };
  return await openReadingModels(createSessions(), { ...models, threads, engine: 'cpu', fast });
}

/** Says which models the figures below are of. */
export function printModels({ detector, recogniser }: ReadingModels): void {
  const beside = recogniser.second === undefined ? 'no second reader' : 'with the second reader';
  print(`Inkdex: detector ${detector.sha256}, recogniser ${recogniser.sha256}, ${beside}`);
}
