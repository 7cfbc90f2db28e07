import { join } from 'node:path';

/** The files and folders of a library. */
export interface LibraryPaths {
  readonly database: string;
  /** What people typed and confirmed since the last backup. */
  readonly journal: string;
  readonly lock: string;
  readonly cache: string;
  /** Backups of the database. */
  readonly backups: string;
  readonly models: string;
  readonly inbox: string;
  /** Rendered pages of PDFs. */
  readonly pages: string;
  /** Photo files of an imported library. In a folder that a person chose, other files may be there. */
  readonly photos: string;
  /** Images of datasets, each named by its SHA-256. */
  readonly objects: string;
  /** Manifests of dataset versions. */
  readonly versions: string;
  /** Temporary files of dataset imports. */
  readonly scratch: string;
}

export function libraryPaths(folder: string): LibraryPaths {
  return {
    database: join(folder, 'library.sqlite'),
    journal: join(folder, 'journal.jsonl'),
    lock: join(folder, 'host.lock'),
    cache: join(folder, 'cache'),
    backups: join(folder, 'backups'),
    models: join(folder, 'models'),
    inbox: join(folder, 'inbox'),
    pages: join(folder, 'pages'),
    photos: join(folder, 'photos'),
    objects: join(folder, 'datasets', 'objects'),
    versions: join(folder, 'datasets', 'versions'),
    scratch: join(folder, 'datasets', 'scratch'),
  };
}
