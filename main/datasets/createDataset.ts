import type { CreateDataset, TakenIn } from '../../shared/contract/datasetWork.ts';
import type { IncomingRecord } from '../../shared/exchange.ts';
import { sha256Schema } from '../../shared/contract/photo.ts';
import { listReadersOf } from '../store/datasets.ts';
import type { DatasetEngine } from './engine.ts';
import { libraryRecords, type LibraryRecordsParts } from './libraryRecords.ts';
import { prepareDataset } from './prepareDataset.ts';
import { requireDataset } from './requireDataset.ts';
import { takeIn } from './takeIn.ts';
import type { PreparedWork, WorkOptions, Workshop } from './workshop.ts';

export interface CreateParts extends LibraryRecordsParts {
  readonly engine: DatasetEngine;
  readonly workshop: Workshop;
}

/**
 * Creates a dataset of words, lines or pages of the library. Photos whose files are missing or have changed are left
 * out and listed in `skipped`, because their labels no longer fit.
 *
 * @throws InkdexError `not-found` when the dataset to be replaced was deleted
 */
export async function createDataset(
  parts: CreateParts,
  { name, dataset, query, mode, splitRule, licence }: CreateDataset,
  options: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const { db, engine, workshop } = parts;
  const photos = new Set<string>();

  async function* noted(): AsyncGenerator<IncomingRecord> {
    for await (const record of libraryRecords(parts, query)) {
      if (record.kind === 'sample' && record.sample.sha256 !== undefined) photos.add(record.sample.sha256);
      yield record;
    }
  }

  return await prepareDataset(
    db,
    workshop,
    {
      name: () => (dataset === null ? name : requireDataset(db, dataset).name),
      mode,
      splitRule,
      licence,
      origin: { kind: 'library', query },
      models: () => listReadersOf(db, [...photos]).filter((model) => sha256Schema.safeParse(model).success),
      fill(set, rule) {
        const source = { kind: 'person' } as const;
        const request = { set, within: null, isDealt: rule.kind !== 'given', source, keepGood: true };
        return takeIn({ db, engine }, noted(), request, options);
      },
    },
    options,
  );
}
