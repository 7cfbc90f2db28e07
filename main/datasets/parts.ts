import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import type { ExchangeFormat } from '../exchange/exchangeFormat.ts';
import type { WritableDatabase } from '../store/database.ts';
import type { Reader, ReadQuads } from '../workers/client.ts';
import type { DatasetFolders } from './files.ts';
import type { DatasetLocks } from './locks.ts';
import type { RecogniserInUse } from './suspects.ts';

/** What the work on datasets needs; each function of it takes some of these. */
export interface DatasetParts {
  readonly db: WritableDatabase;
  readonly folders: DatasetFolders;
  readonly locks: DatasetLocks;
  /** The formats of main/exchange. */
  readonly formats: readonly ExchangeFormat[];
  /** The process that decodes untrusted pictures. */
  readonly reader: Pick<Reader, 'call'>;
  readonly reading: {
    /** Reads files that contain one cropped word each. Returns no readings for a file that cannot be read. */
    readWordFiles(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]>;
    readonly readQuads: ReadQuads;
  };
  /** @throws InkdexError `model-unknown` */
  readonly recogniser: () => Promise<RecogniserInUse>;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
}
