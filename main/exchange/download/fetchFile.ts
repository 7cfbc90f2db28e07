import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';

export interface FetchOptions {
  /** A server that sends nothing for this long is considered gone. */
  readonly stallMs: number;
  /** Larger files are rejected. */
  readonly mostBytes: number;
  /** Whether the file's SHA-256 is known, so that any server may provide it. */
  readonly isChecked: boolean;
  /** Bytes so far, and the total if the server gives it. */
  readonly onBytes: (bytes: number, total: number | null) => void;
  readonly signal: AbortSignal;
}

/** A temporary problem, so that another attempt may succeed. `waitMs`: the pause that the server asked for. */
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
 * Downloads an address into a new file.
 * @returns the SHA-256 of the file
 * @throws PassingProblem when another attempt may succeed, InkdexError when none will, and the reason of the aborted
 * signal
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
      throw new PassingProblem(`the server sent nothing for ${options.stallMs / 1000} s`, null, {
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
      // Uncompressed, so that the length is known.
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
    `${start} redirects more than ${mostRedirects} times. Check the address.`,
  );
}

function requireRedirect(from: string, location: string, isChecked: boolean): string {
  const url = URL.parse(location, from);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!isWeb)
    throw new InkdexError('bad-arguments', `${from} redirects to ${location}, which is not a web address.`);
  if (from.startsWith('https:') && url.protocol === 'http:' && !isChecked) {
    throw new InkdexError(
      'bad-arguments',
      `${from} redirects to ${url.href}, where the file could be changed on its way, and its SHA-256 is not ` +
        'known. Add the SHA-256 to the list, or download the file yourself.',
    );
  }
  return url.href;
}

function statusProblem(url: string, { status, headers }: Response): Error {
  const found = `${url} answers with status ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new PassingProblem(found, Number.isFinite(seconds) ? Math.min(seconds, 120) * 1000 : null);
  }
  if (status === 404 || status === 410)
    return new InkdexError('not-found', `${found}: the file no longer exists there.`);
  return new InkdexError(
    'permission-denied',
    `${found}: the server refuses access to the file. Download it yourself.`,
  );
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
    throw new PassingProblem(`only ${bytes} of ${total} bytes arrived`, null);
  }
  return hash.digest('hex');
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // A response without a body is an empty file.
}

function tooLarge(url: string, mostBytes: number): InkdexError {
  return new InkdexError(
    'data-invalid',
    `${url} has more than ${formatCount(mostBytes)} bytes, which is too large for a list of images.`,
  );
}

/** The cause behind fetch's "fetch failed" and "terminated". */
function networkMessage(error: TypeError): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
