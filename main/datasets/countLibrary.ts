import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import { libraryRecords, type LibraryRecordsParts } from './libraryRecords.ts';

/** Counts the photos and words of the library that a query selects, without opening the images. */
export async function countLibrary(
  parts: LibraryRecordsParts,
  query: LibraryQuery,
): Promise<{ samples: number; photos: number }> {
  const files = new Set<string>();
  let samples = 0;
  for await (const record of libraryRecords(parts, query)) {
    if (record.kind !== 'sample') continue;
    samples += 1;
    files.add(record.sample.path);
  }
  return { samples, photos: files.size };
}
