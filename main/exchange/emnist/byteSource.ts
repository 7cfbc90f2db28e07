import { createReadStream, type PathLike } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { createGunzip, createInflate } from 'node:zlib';
import { InkdexError } from '../../../shared/result.ts';

/** Sequential bytes from a file or a decompressor. */
export interface ByteSource {
  /** @throws InkdexError `data-invalid` when fewer bytes are left */
  read(count: number): Promise<Buffer>;
  skip(count: number): Promise<void>;
  /** Appends the next bytes to a file. */
  copyTo(file: FileHandle, count: number): Promise<void>;
  /** Bytes read so far. */
  readonly taken: number;
  /** Closes the source, even when bytes are left. */
  close(): Promise<void>;
}

/** @param path for error messages */
export function byteSource(path: PathLike, chunks: AsyncIterable<Buffer>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let taken = 0;

  /** Returns between one and `count` bytes. */
  async function some(count: number): Promise<Buffer> {
    while (rest.length === 0) {
      const next = await iterator.next().catch((error: unknown) => {
        throw cutShort(error);
      });
      if (next.done === true) throw cutShort(null);
      rest = next.value;
    }
    const part = rest.subarray(0, count);
    rest = rest.subarray(part.length);
    taken += part.length;
    return part;
  }

  async function each(count: number, use: (part: Buffer) => Promise<void> | void): Promise<void> {
    for (let left = count; left > 0;) {
      const part = await some(left);
      left -= part.length;
      await use(part);
    }
  }

  function cutShort(cause: unknown): InkdexError {
    const found = cause instanceof Error ? `it is damaged (${cause.message})` : 'it ends early';
    return new InkdexError(
      'data-invalid',
      `${JSON.stringify(String(path))}, byte ${taken}: ${found}. Download or copy it again.`,
      { cause },
    );
  }

  return {
    async read(count) {
      const parts: Buffer[] = [];
      await each(count, (part) => void parts.push(part));
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
    skip: (count) => each(count, () => undefined),
    copyTo: (file, count) => each(count, (part) => file.appendFile(part)),
    get taken() {
      return taken;
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** A file's bytes from one position to another (exclusive): unchanged, gunzipped, or inflated. */
export function fileChunks(
  path: PathLike,
  form: 'plain' | 'gzip' | 'zlib',
  range: { readonly start?: number; readonly end?: number } = {},
): AsyncIterable<Buffer> {
  const { start = 0, end = Infinity } = range;
  const stream = createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 });
  if (form === 'plain') return stream;
  const unpacked = form === 'gzip' ? createGunzip() : createInflate();
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}
