import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { failureOf, InkdexError, type Failure } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { ownFolders } from '../../files/outside.ts';
import { besides, putNew } from '../../files/partialFiles.ts';
import { isFile } from '../folders.ts';
import { fetchFile, PassingProblem } from './fetchFile.ts';
import type { Download } from './urlList.ts';

export interface DownloadProgress {
  /** Files that are finished or have failed. */
  readonly done: number;
  readonly files: number;
  /** Sum over all files so far. */
  readonly bytes: number;
}

export type DownloadOutcome =
  /** `there`: the file existed already. */
  | { readonly file: string; readonly status: 'fetched' | 'there' }
  | { readonly file: string; readonly status: 'failed'; readonly error: Failure };

export interface DownloadOptions {
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal;
  /** Files to download in parallel. */
  readonly parallel?: number;
  /** Attempts per file, including the first. */
  readonly attempts?: number;
  /** Pause before the second attempt, in milliseconds; it doubles with each further attempt. */
  readonly firstPauseMs?: number;
  readonly stallMs?: number;
  readonly mostBytes?: number;
}

/**
 * Downloads files into a folder, several in parallel. A file appears under its name only when it is complete and
 * matches its SHA-256, if that is known. Failures are reported in the outcomes and do not stop other files. The app
 * calls this only on a person's request.
 *
 * @returns an outcome for each file, in the order of the list
 * @throws the reason of the aborted signal
 */
export async function downloadAll(
  downloads: readonly Download[],
  folder: string,
  options: DownloadOptions,
): Promise<DownloadOutcome[]> {
  const outcomes: DownloadOutcome[] = [];
  let bytes = 0;
  let done = 0;
  const report = (): void => {
    options.onProgress({ done, files: downloads.length, bytes });
  };
  const waiting = downloads.entries();

  async function work(): Promise<void> {
    for (const [index, download] of waiting) {
      options.signal.throwIfAborted();
      let ofFile = 0;
      outcomes[index] = await downloadOne(download, folder, options, (count) => {
        bytes += count - ofFile;
        ofFile = count;
        report();
      });
      done += 1;
      report();
    }
  }

  // All workers clean up before the abort is reported.
  const workers = await Promise.allSettled(Array.from({ length: options.parallel ?? 4 }, work));
  const failed = workers.find((worker) => worker.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes;
}

async function downloadOne(
  download: Download,
  folder: string,
  options: DownloadOptions,
  onBytes: (bytes: number) => void,
): Promise<DownloadOutcome> {
  const { file } = download;
  const path = join(folder, file);
  try {
    if (await isThere(path, download)) return { file, status: 'there' };
    await mkdir(folder, { recursive: true });
    await ownFolders(folder, file);
    await tryUntilFetched(download, path, options, onBytes);
    return { file, status: 'fetched' };
  } catch (error) {
    options.signal.throwIfAborted();
    return { file, status: 'failed', error: failureOf(fileProblem(path, error)) };
  }
}

/** A file without a known SHA-256 counts as downloaded earlier: incomplete files never have the final name. */
async function isThere(path: string, { sha256 }: Download): Promise<boolean> {
  if (!(await isFile(path))) return false;
  if (sha256 === null) return true;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found === sha256) return true;
  throw new InkdexError(
    'conflict',
    `${JSON.stringify(path)} already exists with other contents: SHA-256 ${found}, expected ${sha256}. Move the file away, then download again.`,
  );
}

async function tryUntilFetched(
  download: Download,
  path: string,
  options: DownloadOptions,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { attempts = 5, firstPauseMs = 1000, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetchWhole(download, path, options, onBytes);
      return;
    } catch (error) {
      if (!(error instanceof PassingProblem)) throw error;
      if (attempt >= attempts) {
        throw new InkdexError(
          'connection-lost',
          `${download.url} could not be downloaded in ${attempts} attempts: ${error.message}. Try again later.`,
          { cause: error },
        );
      }
      // The pause grows, to spare a server under load.
      const pause = error.waitMs ?? firstPauseMs * 2 ** (attempt - 1);
      await wait(pause, undefined, { signal });
    }
  }
}

const usualStallMs = 30_000;
const usualMostBytes = 64 * 1024 ** 3;

async function fetchWhole(
  { url, sha256 }: Download,
  path: string,
  { signal, stallMs = usualStallMs, mostBytes = usualMostBytes }: DownloadOptions,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const partial = besides(path);
  try {
    const found = await fetchFile(url, partial, {
      stallMs,
      mostBytes,
      isChecked: sha256 !== null,
      onBytes,
      signal,
    });
    if (sha256 !== null && found !== sha256) {
      throw new InkdexError(
        'data-invalid',
        `${url} has a different file than the list expects: SHA-256 ${found}, expected ${sha256}. The file was ` +
          'discarded. Ask the author of the list.',
      );
    }
    if (putNew(partial, path)) return;
    throw new InkdexError(
      'conflict',
      `${JSON.stringify(path)} was made by another program meanwhile, and is left as it is. Move it away, then download again.`,
    );
  } finally {
    await rm(partial, { force: true });
  }
}
