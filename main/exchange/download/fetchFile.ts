import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { InkdexError } from '../../../shared/result.ts';

export interface FetchOptions {
  /** A server that sends nothing for so long has gone away. */
  readonly stallMs: number;
  /** A larger file is refused. */
  readonly mostBytes: number;
  /** Whether the file's SHA-256 is known, so that it matters little who hands it out. */
  readonly isChecked: boolean;
  /** Bytes so far, and in all where the server says so. */
  readonly onBytes: (bytes: number, total: number | null) => void;
  readonly signal: AbortSignal;
}

/** Something that may be gone when it is tried again. `waitMs`: what the server asked to wait. */
export class PassingProblem extends Error {
  override readonly name = 'PassingProblem';
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null, options?: ErrorOptions) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

const mostRedirects = 10;

/**
 * Fetches one address into a file that is not there yet.
 *
 * @returns the SHA-256 of what came
 * @throws PassingProblem where another try may help, InkdexError where none will, and what the signal says
 */
export async function fetchFile(url: string, path: string, options: FetchOptions): Promise<string> {
  const stalled = new AbortController();
  const watch = setTimeout(() => {
    stalled.abort();
  }, options.stallMs);
  const signal = AbortSignal.any([options.signal, stalled.signal]);
  try {
    const response = await follow(url, options.isChecked, signal);
    watch.refresh();
    return await store(response, path, options, () => watch.refresh());
  } catch (error) {
    options.signal.throwIfAborted();
    if (stalled.signal.aborted) {
      throw new PassingProblem(`the server sent nothing for ${String(options.stallMs / 1000)} s`, null, {
        cause: error,
      });
    }
    throw error instanceof TypeError
      ? new PassingProblem(networkMessage(error), null, { cause: error })
      : error;
  } finally {
    clearTimeout(watch);
  }
}

async function follow(start: string, isChecked: boolean, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      // As it is, so that its length can be told.
      headers: { 'accept-encoding': 'identity' },
    });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
      if (response.ok) return response;
      await response.body?.cancel();
      throw statusProblem(url, response);
    }
    await response.body?.cancel();
    url = requireRedirect(url, location, isChecked);
  }
  throw new InkdexError(
    'connection-lost',
    `${start} leads from one address to the next over ${String(mostRedirects)} times.`,
  );
}

function requireRedirect(from: string, location: string, isChecked: boolean): string {
  const url = URL.parse(location, from);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!isWeb)
    throw new InkdexError('bad-arguments', `${from} leads to ${location}, which is no address of the web.`);
  if (from.startsWith('https:') && url.protocol === 'http:' && !isChecked) {
    throw new InkdexError(
      'bad-arguments',
      `${from} leads to ${url.href}, where anyone on the way could change the file, and its SHA-256 is not ` +
        'known. Add the SHA-256 to the list, or fetch it by hand.',
    );
  }
  return url.href;
}

function statusProblem(url: string, { status, headers }: Response): Error {
  const found = `${url} answers with status ${String(status)}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new PassingProblem(found, Number.isFinite(seconds) ? Math.min(seconds, 120) * 1000 : null);
  }
  if (status === 404 || status === 410)
    return new InkdexError('not-found', `${found}: it is not there any more.`);
  return new InkdexError('permission-denied', `${found}: it does not hand the file out. Fetch it by hand.`);
}

async function store(
  response: Response,
  path: string,
  { mostBytes, onBytes }: FetchOptions,
  alive: () => void,
): Promise<string> {
  const length = response.headers.get('content-length');
  const total = length === null || response.headers.has('content-encoding') ? null : Number(length);
  const hash = createHash('sha256');
  let bytes = 0;
  if (total !== null && total > mostBytes) throw tooLarge(response.url, mostBytes);
  const body: AsyncIterable<Uint8Array> = response.body ?? emptyBody();
  const file = await open(path, 'wx');
  try {
    for await (const chunk of body) {
      alive();
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(response.url, mostBytes);
      hash.update(chunk);
      await file.appendFile(chunk);
      onBytes(bytes, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== null && bytes !== total) {
    throw new PassingProblem(`${String(bytes)} bytes came of ${String(total)}`, null);
  }
  return hash.digest('hex');
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // A response without a body is an empty file.
}

function tooLarge(url: string, mostBytes: number): InkdexError {
  return new InkdexError(
    'data-invalid',
    `${url} has over ${String(mostBytes)} bytes, which no list of images has.`,
  );
}

/** What lies behind fetch's "fetch failed" and "terminated". */
function networkMessage(error: TypeError): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
