import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, extname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { InkdexError, writingProblem } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { windowsName } from '../../../shared/fileNames.ts';

/** Larger than any photo that can be decoded. */
export const largestUploadBytes = 512 * 1024 * 1024;
/** A whole dataset can be one file: IAM's words alone are 0.8 GB. */
const largestArchiveBytes = 16 * 1024 * 1024 * 1024;
/** The limit of common file systems. */
const longestNameBytes = 255;
const deepestPath = 32;

const batchSchema = z.uuid();

/**
 * Saves the files that a browser uploads, one for each request, in the library's inbox. Keeps their names; rejects
 * paths that lead out of the inbox.
 *
 * @param createInbox creates a new folder; called once for each batch
 */
export function createUploads(createInbox: () => Promise<string>) {
  const folders = new Map<string, Promise<string>>();

  function folderOf(batch: string): Promise<string> {
    const known = folders.get(batch);
    if (known !== undefined) return known;
    const made = createInbox();
    folders.set(batch, made);
    // The next file tries again.
    made.catch(() => folders.delete(batch));
    return made;
  }

  /** @throws InkdexError `bad-arguments`, `image-too-large`, `disk-full`, `cancelled` */
  return async (
    batch: string,
    relativePath: string,
    request: IncomingMessage,
  ): Promise<{ folder: string }> => {
    if (!batchSchema.safeParse(batch).success) {
      throw new InkdexError('bad-arguments', 'Expected the UUID of a batch of uploads.');
    }
    const parts = safeParts(relativePath);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > mostBytes(relativePath)) throw tooLarge(relativePath);
    const folder = await folderOf(batch).catch((error: unknown) => {
      throw explain(error, relativePath);
    });
    const path = await freePath(join(folder, ...parts));
    await write(request, path, relativePath);
    return { folder };
  };
}

/**
 * The folders and the file name of a relative path, made valid for this machine's file system.
 *
 * @throws InkdexError `bad-arguments` for a path that is absolute, or contains ".." or a NUL
 */
export function safeParts(relativePath: string, platform: NodeJS.Platform = process.platform): string[] {
  const isWindows = platform === 'win32';
  const parts = relativePath.normalize('NFC').split(isWindows ? /[/\\]/u : '/');
  const isUnfit = (part: string): boolean =>
    part === '' || part === '.' || part === '..' || part.includes('\0');
  if (parts.some(isUnfit) || parts.length > deepestPath) {
    throw new InkdexError(
      'bad-arguments',
      `"${relativePath}" is not a valid path in the dropped folder. Rename the file and add it again.`,
    );
  }
  const short = parts.map((part) => fitting(part));
  return isWindows ? short.map(windowsName) : short;
}

/**
 * Shortens a name that is too long for the file system, and keeps its extension.
 *
 * @param mark inserted before the extension
 */
function fitting(name: string, mark = ''): string {
  const ending = mark + extname(name);
  let stem = basename(name, extname(name));
  while (stem !== '' && Buffer.byteLength(stem + ending) > longestNameBytes) {
    stem = Array.from(stem).slice(0, -1).join('');
  }
  return stem + ending;
}

/** Two files of a batch can have the same name, such as `1.jpg` in two folders that were dropped together. */
async function freePath(wanted: string): Promise<string> {
  let path = wanted;
  for (let copy = 2; await exists(path); copy += 1) {
    path = join(dirname(wanted), fitting(basename(wanted), ` (${copy})`));
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** Writes under a temporary name until the file is complete, so that a partial file is never imported. */
async function write(request: IncomingMessage, path: string, shownName: string): Promise<void> {
  const partial = join(dirname(path), `.${String(process.hrtime.bigint())}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(bodyOf(request, shownName), createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, path);
  } catch (error) {
    request.unpipe();
    // Read and discard the rest, so that the client receives the error.
    request.resume();
    await rm(partial, { force: true });
    throw explain(error, shownName);
  }
}

/** The body, up to the limit. Uses pipe, because pipeline would close the connection together with the body. */
function bodyOf(request: IncomingMessage, shownName: string): Transform {
  const most = mostBytes(shownName);
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) done(tooLarge(shownName));
      else done(null, chunk);
    },
  });
  const stop = (): void => {
    if (request.complete) return;
    body.destroy(
      new InkdexError('cancelled', `The upload of "${shownName}" was interrupted. Add the file again.`),
    );
  };
  // The connection may have closed before the listener was added.
  if (request.destroyed) stop();
  request.once('close', stop);
  return request.pipe(body);
}

function mostBytes(name: string): number {
  return /\.(?:zip|tar|tgz|tar\.gz)$/iu.test(name) ? largestArchiveBytes : largestUploadBytes;
}

function tooLarge(name: string): InkdexError {
  const limit = `${formatCount(mostBytes(name) / 1024 / 1024)} MB`;
  return new InkdexError('image-too-large', `"${name}" is too large to upload: the limit is ${limit}.`);
}

function explain(error: unknown, name: string): unknown {
  if (writingProblem(error) === 'disk-full') {
    return new InkdexError(
      'disk-full',
      `The library's disk is full, so "${name}" could not be uploaded. Free some space and add the file again.`,
    );
  }
  return error;
}
