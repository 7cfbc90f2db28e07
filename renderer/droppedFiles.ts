import { InkdexError } from '../shared/result.ts';
import { formatCount } from './ui/format.ts';

/** A file to import, and its path relative to the drop: `board.jpg`, `holiday/1/board.jpg`. */
export interface DroppedFile {
  /** Null for a file or a folder that the browser cannot open. */
  readonly file: File | null;
  readonly relativePath: string;
}

/** All files of a dropped entry: the file itself, or the files in the folder, depth first. */
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
    // A reader returns at most a hundred entries at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Whether the file itself cannot be read: it was moved or changed since it was dropped, or may not be opened. */
export async function isUnreadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => false,
      () => true,
    );
}

/** The error for an unreadable file without which the others cannot be imported. */
export function unreadable(relativePath: string): InkdexError {
  return new InkdexError(
    'file-unreadable',
    `${relativePath} cannot be read: it was moved or changed since it was dropped, or you do not have permission to ` +
      'open it. Nothing was imported. Drop everything again, or the other files without it.',
  );
}

/** The warning about unreadable files after the others were imported. */
export function leftOutText(relativePaths: readonly string[]): string {
  const [first = ''] = relativePaths;
  return relativePaths.length === 1
    ? `${first} was skipped because it cannot be read: it was moved or changed since it was dropped, or you do not have permission to open it.`
    : `${formatCount(relativePaths.length)} files or folders were skipped because they cannot be read, for example ${first}. ` +
        'They were moved or changed since they were dropped, or you do not have permission to open them.';
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
