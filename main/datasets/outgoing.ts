import { sampleSchema, type Sample } from '../../shared/contract/dataset.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Database } from '../store/database.ts';
import { membersOf } from '../store/datasetSets.ts';
import { hashFile, objectPath, type DatasetFolders } from './files.ts';

/** A sample of a version with its image object, whose hash has been checked. */
export interface OutgoingMember {
  readonly sample: Sample;
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The samples of a set, ordered by key.
 * @throws InkdexError `data-invalid` for a damaged object, so that it is not exported as if it were intact
 */
export async function* outgoing(
  db: Database,
  folders: DatasetFolders,
  set: number,
  signal: AbortSignal,
): AsyncGenerator<OutgoingMember> {
  const sound = new Set<string>();
  for (const page of membersOf(db, set)) {
    for (const { line, sha256, width, height } of page) {
      signal.throwIfAborted();
      const path = objectPath(folders, sha256);
      if (!sound.has(sha256)) {
        if ((await hashFile(path)) !== sha256) throw damaged(path);
        sound.add(sha256);
      }
      yield { sample: sampleSchema.parse(JSON.parse(line)), path, width, height };
    }
  }
}

function damaged(path: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `The image ${path} is missing or damaged, so the version cannot be exported. ` +
      'Verify the version, then import its source again to restore the image.',
  );
}
