import { InkdexError } from '../shared/result.ts';
import { formatCount } from './ui/format.ts';

/** A file to import, and where it lay in what was dropped: `board.jpg`, `holiday/1/board.jpg`. */
export interface DroppedFile {
  /** Null for a file or a folder that the browser cannot open. */
  readonly file: File | null;
  readonly relativePath: string;
}

/** Every file at or below one dropped entry, depth first. */
export async function filesOfEntry(entry: FileSystemEntry): Promise<DroppedFile[]> {
  const relativePath = entry.fullPath.replace(/^\//u, '');
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => {
      entry.file(resolve, () => {
        resolve(null);
      });
    });
    return [{ file, relativePath }];
  }
  if (!isFolder(entry)) return [];
  const inside = await entriesOf(entry.createReader()).catch(() => null);
  return inside === null
    ? [{ file: null, relativePath }]
    : (await Promise.all(inside.map(filesOfEntry))).flat();
}

async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Whether there is something wrong with the file itself: gone or changed since it was dropped, or not to be opened. */
export async function isUnreadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => false,
      () => true,
    );
}

/** Of one without which the others are of no use. */
export function unreadable(relativePath: string): InkdexError {
  return new InkdexError(
    'file-unreadable',
    `${relativePath} cannot be read: it was moved or changed since, or you may not open it. ` +
      'Nothing was taken in. Drop all again, or the others without it.',
  );
}

/** Of those without which the others came in. */
export function leftOutText(relativePaths: readonly string[]): string {
  const [first = ''] = relativePaths;
  return relativePaths.length === 1
    ? `${first} was left out, as it cannot be read: it was moved or changed since, or you may not open it.`
    : `${formatCount(relativePaths.length)} files or folders were left out, as they cannot be read; ${first} is the first. ` +
        'They were moved or changed since, or you may not open them.';
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
