import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { open } from 'node:fs/promises';
import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { InkdexError } from '../../../shared/result.ts';
import { invalidAt } from '../records.ts';
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
  /** Which IP addresses may be connected to, also by a redirect; default: all. */
  readonly mayConnect?: MayConnect;
}

export type MayConnect = (address: string) => boolean;

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
    const found = await follow(url, options, signal);
    watch.refresh();
    return await store(found, path, options, () => watch.refresh());
  } catch (error) {
    options.signal.throwIfAborted();
    if (stalled.signal.aborted) {
      throw new PassingProblem(`the server sent nothing for ${options.stallMs / 1000} s`, null, {
        cause: error,
      });
    }
    throw error;
  } finally {
    clearTimeout(watch);
  }
}

/** An answer with a file, and the address that gave it. */
interface Found {
  readonly url: string;
  readonly response: IncomingMessage;
}

async function follow(
  start: string,
  { isChecked, mayConnect }: FetchOptions,
  signal: AbortSignal,
): Promise<Found> {
  let url = start;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const response = await request(url, signal, mayConnect);
    const { statusCode: status = 0, headers } = response;
    if (status >= 200 && status < 300) return { url, response };
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) {
      throw statusProblem(url, status, headers['retry-after']);
    }
    url = requireRedirect(url, headers.location, isChecked);
  }
  throw new InkdexError(
    'connection-lost',
    `${start} redirects more than ${mostRedirects} times. Check the address.`,
  );
}

/**
 * The head of an answer. Not by `fetch`: its parser ends the process where a server closes the connection while a part of the
 * file waits to be written (nodejs/undici#5360).
 */
function request(url: string, signal: AbortSignal, mayConnect?: MayConnect): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getSecure : getPlain;
  // Uncompressed, so that the length is known.
  const options = {
    signal,
    agent: false,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Inkdex' },
    ...(mayConnect && { lookup: guardedLookup(mayConnect) }),
  };
  // Such a host is not looked up.
  const host = new URL(url).hostname.replaceAll(/[[\]]/gu, '');
  if (mayConnect !== undefined && isIP(host) !== 0 && !mayConnect(host))
    return Promise.reject(notAllowed(host));
  return new Promise((resolve, reject) => {
    // Also heard when the answer is there: more bytes than it announced are such an error.
    get(url, options, resolve).on('error', (error) => {
      reject(networkProblem(error));
    });
  });
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

function statusProblem(url: string, status: number, retryAfter: string | undefined): Error {
  const found = `${url} answers with status ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter ?? Number.NaN);
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
  { url, response }: Found,
  path: string,
  { mostBytes, onBytes }: FetchOptions,
  alive: () => void,
): Promise<string> {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = response.headers;
  const total = length === undefined || encoding !== 'identity' ? null : Number(length);
  const hash = createHash('sha256');
  let bytes = 0;
  if (total !== null && total > mostBytes) {
    response.destroy();
    throw tooLarge(url, mostBytes);
  }
  const file = await open(path, 'wx');
  try {
    for await (const chunk of chunksOf(response, encoding)) {
      alive();
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(url, mostBytes);
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

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The file's bytes: some servers compress what was asked for as it is. */
async function* chunksOf(response: IncomingMessage, encoding: string): AsyncGenerator<Buffer> {
  const decoder = decoders[encoding]?.();
  // Errors of either end the loop.
  const body = decoder === undefined ? response : pipeline(response, decoder, () => undefined);
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    throw networkProblem(error);
  }
}

function tooLarge(url: string, mostBytes: number): InkdexError {
  return invalidAt(
    url,
    `it has more than ${formatCount(mostBytes)} bytes, which is too large for a list of images.`,
  );
}

/** Looks a host up once for the check and the connection: a moment later, its name may stand for another address. */
function guardedLookup(mayConnect: MayConnect): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }).then(
      (addresses) => {
        const [first] = addresses;
        const refused = addresses.find(({ address }) => !mayConnect(address));
        if (first === undefined) done(new Error(`${host} has no address`), []);
        else if (refused !== undefined) done(notAllowed(`${host} (${refused.address})`), []);
        else if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: unknown) => {
        done(networkProblem(error), []);
      },
    );
  };
}

function notAllowed(host: string): InkdexError {
  return new InkdexError(
    'permission-denied',
    `${host} is no public host. Files are fetched from public ones only.`,
  );
}

function networkProblem(error: unknown): Error {
  if (error instanceof InkdexError) return error;
  const found = error instanceof Error ? error.message : String(error);
  // What Node says of a connection that ended in the middle.
  const message =
    found === 'aborted' ? 'the server ended the connection before the file was complete' : found;
  return new PassingProblem(message, null, { cause: error });
}
