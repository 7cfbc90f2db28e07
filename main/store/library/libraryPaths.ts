import { join } from 'node:path';

/** The files and folders of a library. */
export function libraryPaths(folder: string) {
  return {
    database: join(folder, 'library.sqlite'),
    /** What people typed and confirmed since the last backup. */
    journal: join(folder, 'journal.jsonl'),
    lock: join(folder, 'host.lock'),
    cache: join(folder, 'cache'),
    /** Backups of the database. */
    backups: join(folder, 'backups'),
    models: join(folder, 'models'),
    inbox: join(folder, 'inbox'),
    /** Rendered pages of PDFs. */
    pages: join(folder, 'pages'),
    /** Photo files of an imported library. In a folder that a person chose, other files may be there. */
    photos: join(folder, 'photos'),
    /** Images of datasets, each named by its SHA-256. */
    objects: join(folder, 'datasets', 'objects'),
    /** Manifests of dataset versions. */
    versions: join(folder, 'datasets', 'versions'),
    /** Temporary files of dataset imports. */
    scratch: join(folder, 'datasets', 'scratch'),
  };
}
