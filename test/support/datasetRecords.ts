import { join } from 'node:path';
import type { ImportDataset } from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat, IncomingRecord, IncomingSample } from '../../main/exchange/exchangeFormat.ts';

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

async function* asyncOf<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

/** One word that is all of its image. */
export function incoming(
  folder: string,
  file: string,
  changes: Partial<IncomingSample> = {},
): IncomingSample {
  return {
    key: file,
    level: 'word',
    file,
    quad: null,
    polygon: null,
    text: 'word',
    mark: 'text',
    split: null,
    writer: null,
    page: null,
    line: null,
    position: null,
    language: null,
    alternatives: [],
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
