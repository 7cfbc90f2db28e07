import { open, type FileHandle } from 'node:fs/promises';
import { formatCount } from '../../../../shared/text.ts';
import { fileProblem } from '../../../files/fileProblem.ts';
import { invalidAt } from '../../../exchange/records.ts';

/**
 * TFRecord files: for each record its length (8 bytes, little-endian), the length's checksum, the bytes, and their
 * checksum. https://www.tensorflow.org/tutorials/load_data/tfrecord
 */

const headBytes = 12;
const checksumBytes = 4;
/** Longer records are not words. */
const mostBytes = 256 * 1024 ** 2;

/**
 * The records of a file.
 * @throws InkdexError `data-invalid` for a wrong checksum or a truncated file; `file-missing`, `permission-denied`
 */
export async function* readTfRecords(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw fileProblem(path, error);
  });
  try {
    for (let number = 1; ; number += 1) {
      signal.throwIfAborted();
      const record = await nextRecord(file, `${path}, record ${number}`);
      if (record === null) return;
      yield record;
    }
  } finally {
    await file.close();
  }
}

/** Null at the end of the file. */
async function nextRecord(file: FileHandle, place: string): Promise<Buffer | null> {
  const head = await readBytes(file, headBytes);
  if (head.length === 0) return null;
  const short = 'the file is cut short here. Download or copy it again.';
  if (head.length < headBytes) throw invalidAt(place, short);
  if (maskedCrc32c(head.subarray(0, 8)) !== head.readUInt32LE(8)) {
    throw invalidAt(
      place,
      'the checksum of the length is wrong: this is no TFRecord file, or it is compressed or damaged.',
    );
  }
  const length = Number(head.readBigUInt64LE());
  if (length > mostBytes) {
    throw invalidAt(
      place,
      `the record has ${formatCount(length)} bytes; expected at most ${formatCount(mostBytes)}.`,
    );
  }
  const bytes = await readBytes(file, length + checksumBytes);
  if (bytes.length < length + checksumBytes) throw invalidAt(place, short);
  const record = bytes.subarray(0, length);
  if (maskedCrc32c(record) === bytes.readUInt32LE(length)) return record;
  throw invalidAt(
    place,
    'the checksum of the record is wrong: it is damaged. Download or copy the file again.',
  );
}

async function readBytes(file: FileHandle, count: number): Promise<Buffer> {
  // Not more than the file has: a damaged length must not take memory.
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.min(count, size));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A record as a file has it. */
export function tfRecord(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeBigUInt64LE(BigInt(bytes.length));
  head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8);
  const checksum = Buffer.alloc(checksumBytes);
  checksum.writeUInt32LE(maskedCrc32c(bytes));
  return Buffer.concat([head, bytes, checksum]);
}

/** By byte: the remainder of CRC-32C (Castagnoli), bits reversed. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  }
  return remainder;
});

/** TFRecord rotates and shifts its checksums, so that a checksum of bytes with checksums is not special. */
function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (remainders[(crc ^ byte) & 0xff] ?? 0);
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
