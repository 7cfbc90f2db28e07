import type { DatasetParts } from './parts.ts';
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { sampleLevelSchema, type SampleLevel } from '../../shared/contract/dataset.ts';
import type { ImportPreview } from '../../shared/contract/datasetCalls.ts';
import type { FilesToRead } from '../../shared/contract/datasetWork.ts';
import type { IncomingRecord } from '../exchange/exchangeFormat.ts';
import { withScratch } from './files.ts';
import { readerOf, withLikelierFormat } from './importDataset.ts';
import { checkLabel } from './ingest.ts';

/** Milliseconds after which a preview ends: a person waits for it. */
const longest = 2000;
/** Records between two pauses: a reader of a whole file that is in memory would hold the process. */
const recordsAtOnce = 256;
/** Texts to show. */
const textsShown = 12;

/**
 * What an import would bring, by the records that can be read in two seconds.
 *
 * @throws InkdexError as `importDataset`, where the files cannot be read at all
 */
export async function previewImport(
  { reader, folders, formats }: Pick<DatasetParts, 'reader' | 'folders' | 'formats'>,
  ask: FilesToRead,
  limit = longest,
): Promise<ImportPreview> {
  const signal = AbortSignal.timeout(limit);
  const { recordsIn } = readerOf({ reader, formats }, ask, signal);
  const counts = countRecords();
  try {
    await withScratch(folders, async (scratch) => {
      for await (const record of recordsIn(scratch)) {
        if (counts.add(record) % recordsAtOnce === 0) await setImmediate();
        signal.throwIfAborted();
      }
    });
  } catch (thrown) {
    if (!signal.aborted) throw await withLikelierFormat(thrown, formats, ask);
    return counts.result(false);
  }
  return counts.result(true);
}

function countRecords(): {
  /** @returns the number of records so far */
  readonly add: (record: IncomingRecord) => number;
  readonly result: (isWhole: boolean) => ImportPreview;
} {
  const levels = new Map<SampleLevel, number>();
  /** Whether each image is there. */
  const images = new Map<string, boolean>();
  const texts: string[] = [];
  let records = 0;
  const problems = new Map<string, ImportPreview['problems'][number]>();

  function note(reason: string, first: string, isFatal: boolean): void {
    const key = `${isFatal} ${reason}`;
    const known = problems.get(key) ?? { reason, first, isFatal, count: 0 };
    problems.set(key, { ...known, count: known.count + 1 });
  }

  function isThere(path: string): boolean {
    const known = images.get(path) ?? existsSync(path);
    images.set(path, known);
    return known;
  }

  function judge(record: IncomingRecord): void {
    if (record.kind === 'skipped') {
      note(record.reason, record.place, false);
      return;
    }
    if (record.kind === 'invalid') {
      note('invalid', record.message, true);
      return;
    }
    const { sample, place = '' } = record;
    const checked = checkLabel(sample);
    if (!checked.ok) note('invalid', `${place}: ${checked.message}`, true);
    else if (!isThere(sample.path)) note('image missing', sample.file, true);
    else {
      levels.set(sample.level, (levels.get(sample.level) ?? 0) + 1);
      if (texts.length < textsShown && checked.label.text !== '') texts.push(checked.label.text);
    }
  }

  return {
    add: (record) => {
      judge(record);
      records += 1;
      return records;
    },
    result: (isWhole) => ({
      levels: sampleLevelSchema.options.flatMap((level) => {
        const count = levels.get(level) ?? 0;
        return count === 0 ? [] : [{ level, count }];
      }),
      images: [...images.values()].filter(Boolean).length,
      texts,
      problems: [...problems.values()],
      isWhole,
    }),
  };
}
