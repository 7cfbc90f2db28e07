import { InkdexError } from '../shared/result.ts';

/** A file to import, and where it lay in what was dropped: `board.jpg`, `holiday/1/board.jpg`. */
export interface DroppedFile {
  readonly file: File;
  readonly relativePath: string;
}

/**
 * Every file at or below one dropped entry, depth first.
 *
 * @throws InkdexError `file-unreadable` when one cannot be opened
 */
export async function filesOfEntry(entry: FileSystemEntry): Promise<DroppedFile[]> {
  const relativePath = entry.fullPath.replace(/^\//u, '');
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, () => {
        reject(unreadable(relativePath));
      });
    });
    return [{ file, relativePath }];
  }
  if (!isFolder(entry)) return [];
  const inside = await entriesOf(entry.createReader()).catch(() => {
    throw unreadable(relativePath);
  });
  return (await Promise.all(inside.map(filesOfEntry))).flat();
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

export function unreadable(relativePath: string): InkdexError {
  return new InkdexError(
    'file-unreadable',
    `${relativePath} cannot be read: it was moved or changed since, or you may not open it. ` +
      'Nothing was taken in. Drop all again, or the others without it.',
  );
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
