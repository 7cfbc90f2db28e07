import type { Job } from '../../shared/contract/job.ts';
import { envelopeSchema, secretHeader, uploadPath, uploadedSchema } from '../../shared/contract/wire.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../ui/format.ts';
import { addressOf, redeemToken, sessionSecret } from './session.ts';
import { connectionLost, desktop, host, notSignedIn, open } from './transport.ts';

/** A file to import, and its path relative to the drop: `board.jpg`, `holiday/1/board.jpg`. */
export interface DroppedFile {
  /** Null for a file or a folder that the browser cannot open. */
  readonly file: File | null;
  readonly relativePath: string;
}

export interface UploadProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface ImportOfDropped {
  readonly job: Job;
  /** Relative paths of the dropped files that cannot be read. */
  readonly leftOut: readonly string[];
}

/**
 * The files of a drop. Call it in the drop event itself, before any await: the browser empties the transfer
 * afterwards. The browser lists the files of dropped folders; the desktop app passes on the paths of the folders.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  if (desktop !== undefined) return chosenFiles(transfer.files);
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(filesOfEntry));
  return found.flat();
}

/** The files of an `<input type="file">`, with or without `webkitdirectory`. */
export function chosenFiles(files: FileList): DroppedFile[] {
  return Array.from(files, (file) => ({ file, relativePath: file.webkitRelativePath || file.name }));
}

/**
 * Imports and reads dropped or picked files. The desktop app imports the real paths; the browser first uploads the
 * files to the host, except unreadable ones.
 *
 * @param onProgress called while files are uploaded; never on the desktop
 * @param onlyWriting see `importPaths`
 * @throws InkdexError `no-photos` if nothing was dropped, `file-unreadable` if none of the files can be read
 */
export async function importDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
  onlyWriting = false,
): Promise<ImportOfDropped> {
  const onDisk = pathsOnDisk(files);
  if ((onDisk ?? files).length === 0) {
    throw new InkdexError('no-photos', 'Nothing to import: no files were dropped. Drop photos or folders.');
  }
  const leftOut: string[] = [];
  const paths = onDisk ?? [await uploadAll(files, onProgress, (path) => leftOut.push(path))];
  return { job: await host.importPaths({ paths, read: true, onlyWriting }), leftOut };
}

/**
 * The path on the host of one dropped or picked file or folder: its real path on the desktop; the browser uploads it
 * first.
 *
 * @param onProgress called while files are uploaded; never on the desktop
 * @throws InkdexError `file-missing` if nothing was dropped, `bad-arguments` if several items were dropped,
 * `file-unreadable` if a file in it cannot be read
 */
export async function placeDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<string> {
  const onDisk = pathsOnDisk(files);
  const names = new Set(onDisk ?? files.map(({ relativePath }) => relativePath.split('/')[0] ?? ''));
  const [name] = names;
  if (name === undefined) {
    throw new InkdexError('file-missing', 'No files were dropped. Drop a folder or a file.');
  }
  if (names.size > 1) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${names.size} dropped items, expected one. Drop one folder that contains them all, or one file.`,
    );
  }
  if (onDisk !== null) return name;
  const folder = await uploadAll(files, onProgress, (path) => {
    throw unreadable(path);
  });
  return `${folder}/${name.normalize('NFC')}`;
}

/** Null in a browser. A file that exists only in memory, such as a picture dragged out of a page, has no path. */
function pathsOnDisk(files: readonly DroppedFile[]): string[] | null {
  if (desktop === undefined) return null;
  const { pathOf } = desktop;
  return files.map(({ file }) => (file === null ? '' : pathOf(file))).filter((path) => path !== '');
}

/**
 * Uploads files one after another. Returns the folder in the host's inbox that contains them.
 *
 * @param onUnreadable called with the relative path of each file that cannot be read
 * @throws InkdexError `file-unreadable` if none can be read, `connection-lost`
 */
async function uploadAll(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void,
  onUnreadable: (relativePath: string) => void,
): Promise<string> {
  await redeemToken();
  const batch = randomUuid();
  const totalBytes = files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  let bytes = 0;
  let folder: string | null = null;
  for (const { file, relativePath } of files) {
    const sentTo = file === null ? null : await upload(file, relativePath, batch);
    if (sentTo === null) onUnreadable(relativePath);
    folder = sentTo ?? folder;
    bytes += file?.size ?? 0;
    onProgress({ bytes, totalBytes });
  }
  if (folder === null) throw unreadable(files[0]?.relativePath ?? '');
  return folder;
}

/** Uploads one file. Returns the folder in the host's inbox that contains it, or null if the file cannot be read. */
async function upload(file: File, relativePath: string, batch: string): Promise<string | null> {
  const path = new URLSearchParams({ path: relativePath }).toString();
  const response = await fetch(addressOf(`${uploadPath}/${batch}?${path}`), {
    method: 'POST',
    body: file,
    headers: { [secretHeader]: sessionSecret() },
  }).catch(async () => {
    if (await isUnreadable(file)) return null;
    throw connectionLost();
  });
  if (response === null) return null;
  if (response.status === 401) throw notSignedIn();
  return uploadedSchema.parse(open(envelopeSchema.parse(await response.json()))).folder;
}

/** All files of a dropped entry: the file itself, or the files in the folder, depth first. */
async function filesOfEntry(entry: FileSystemEntry): Promise<DroppedFile[]> {
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
async function isUnreadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => false,
      () => true,
    );
}

/** The error for an unreadable file without which the others cannot be imported. */
function unreadable(relativePath: string): InkdexError {
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

/**
 * A version 4 UUID (RFC 9562). `crypto.randomUUID` is missing on pages from another machine without https.
 */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
