import { join } from 'node:path';
import type { ImportDataset } from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat, IncomingRecord, IncomingSample } from '../../main/exchange/exchangeFormat.ts';
import { bareLabel } from '../../main/exchange/records.ts';

/** Options of work that nobody stops or watches. */
export const unwatched = { signal: new AbortController().signal, onProgress: () => undefined };

/** A format that holds what it is given, whatever path is read. */
export function formatOf(name: string, records: () => Iterable<IncomingRecord>): ExchangeFormat {
  return {
    name,
    title: name,
    losses: null,
    recognise: () => Promise.resolve(0),
    read: () => asyncOf(records()),
    write: null,
  };
}

/** One after another, as from a disk. */
export async function* asyncOf<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

/** One word that is all of its image. */
export function incoming(
  folder: string,
  file: string,
  changes: Partial<IncomingSample> = {},
): IncomingSample {
  return {
    ...bareLabel,
    key: file,
    level: 'word',
    file,
    text: 'word',
    path: join(folder, file),
    ...changes,
  };
}

export function asSamples(samples: Iterable<IncomingSample>): IncomingRecord[] {
  return Array.from(samples, (sample) => ({ kind: 'sample', sample }));
}

export function importing(path: string, changes: Partial<ImportDataset> = {}): ImportDataset {
  return {
    name: 'words',
    format: 'test',
    path,
    recipe: null,
    columns: null,
    mode: null,
    keepGood: false,
    splitRule: null,
    licence: null,
    ...changes,
  };
}
