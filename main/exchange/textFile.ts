import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { IncomingRecord } from './exchangeFormat.ts';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { invalidAt, lineOf, recordOr, type Place } from './records.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line feed, but with a carriage return before it. */
  readonly text: string;
  /** Null, or why the bytes are not text. */
  readonly problem: string | null;
}

/** Longer lines are not text; they would have to be in memory as a whole. */
const longestLine = 16 * 1024 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a text file of any size, without a byte order mark: in UTF-8, or in UTF-16 with its mark. Lines end with a line
 * feed, or in a file without any with a carriage return, as on old Macs. The last line may lack its end.
 *
 * @param otherwise the encoding of lines that are not UTF-8; null for none: such a line has a problem
 * @throws InkdexError `file-missing`, `permission-denied`, or `data-invalid` for a line of more than 16 MB
 */
export async function* readLines(
  path: string,
  signal: AbortSignal,
  otherwise: 'latin1' | null = null,
): AsyncGenerator<Line> {
  signal.throwIfAborted();
  let number = 0;
  try {
    for await (const bytes of wholeLines(path, () => number + 1)) {
      for (const line of linesIn(bytes, otherwise)) {
        signal.throwIfAborted();
        number += 1;
        const isMarked = number === 1 && line.text.startsWith('\u{feff}');
        yield { number, text: isMarked ? line.text.slice(1) : line.text, problem: line.problem };
      }
    }
  } catch (error) {
    throw fileProblem(path, error);
  }
}

/** The file in pieces of whole lines, without the last line's line feed. */
async function* wholeLines(path: string, next: () => number): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of chunksOf(path)) {
    const end = chunk.lastIndexOf(lineFeed);
    if (end >= 0) {
      yield begunBytes === 0 ? chunk.subarray(0, end) : Buffer.concat([...begun, chunk.subarray(0, end)]);
      begun = [];
      begunBytes = 0;
    }
    begun.push(chunk.subarray(end + 1));
    begunBytes += chunk.length - end - 1;
    if (begunBytes > longestLine) {
      throw invalidAt(
        lineOf(path, next()),
        'the line has more than 16 MB; expected a text file with one record per line.',
      );
    }
  }
  if (begunBytes > 0) yield Buffer.concat(begun);
}

/** The file's bytes in UTF-8, with line feeds. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 128 * 1024 });
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let hasReturns: boolean | null = null;
  for await (const chunk of chunks) {
    // What is read ahead comes without a pause, and a piece may have 100,000 lines: others are answered between pieces.
    await setImmediate();
    if (hasReturns === null && encodingOf(chunk) !== 'utf-8') decoder = new TextDecoder(encodingOf(chunk));
    const bytes: Buffer = decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
    hasReturns ??= bytes.includes(carriageReturn) && !bytes.includes(lineFeed);
    yield hasReturns ? (bytes.map((byte) => (byte === carriageReturn ? lineFeed : byte)) as Buffer) : bytes;
  }
}

/** The encoding that a text's byte order mark names. */
export function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const mark = bytes.toString('hex', 0, 2);
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
}

function* linesIn(
  bytes: Buffer,
  otherwise: 'latin1' | null,
): Generator<{ text: string; problem: string | null }> {
  if (isUtf8(bytes)) {
    for (const text of bytes.toString('utf8').split('\n')) yield { text, problem: null };
    return;
  }
  // Some line in this piece is invalid: decode each line separately.
  let start = 0;
  while (start <= bytes.length) {
    const feed = bytes.indexOf(lineFeed, start);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    if (isUtf8(line)) yield { text: line.toString('utf8'), problem: null };
    else if (otherwise !== null) yield { text: line.toString(otherwise), problem: null };
    else
      yield { text: line.toString('utf8'), problem: 'the bytes are not UTF-8 text. Save the file as UTF-8.' };
    start = end + 1;
  }
}

/** A line's text without its carriage return. */
export function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/**
 * One record for each line that is not empty. If `parse` throws an InkdexError, or the line is not UTF-8, the record
 * is an invalid one; null gives no record.
 */
export async function* recordsOfLines(
  path: string,
  signal: AbortSignal,
  parse: (text: string, place: Place) => IncomingRecord | null | Promise<IncomingRecord | null>,
  otherwise: 'latin1' | null = null,
): AsyncGenerator<IncomingRecord> {
  for await (const line of readLines(path, signal, otherwise)) {
    const place = lineOf(path, line.number);
    const text = withoutReturn(line.text);
    if (text === '') continue;
    const record = await recordOr(async () => {
      if (line.problem !== null) throw invalidAt(place, line.problem);
      return await parse(text, place);
    });
    if (record !== null) yield record;
  }
}

/**
 * The first lines of a file, to recognise its format; none when it is not readable text.
 *
 * @param otherwise the encoding of lines that are not UTF-8, as of `readLines`
 */
export async function firstLines(
  path: string,
  count: number,
  otherwise: 'latin1' | null = null,
): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const line of readLines(path, new AbortController().signal, otherwise)) {
      if (line.problem !== null || found.length >= count) break;
      found.push(withoutReturn(line.text));
    }
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
  }
  return found;
}

/** A text file that is written line by line, buffered in pieces of about 64 KB. */
export type TextFile = Awaited<ReturnType<typeof createTextFile>>;

const pieceLength = 64 * 1024;

async function createTextFile(path: string) {
  const file = await open(path, 'wx');
  let waiting = '';

  async function flush(): Promise<void> {
    const text = waiting;
    waiting = '';
    if (text !== '') await file.appendFile(text, 'utf8');
  }

  return {
    async append(text: string): Promise<void> {
      waiting += text;
      if (waiting.length >= pieceLength) await flush();
    },
    async close(): Promise<void> {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

/** Provides text files, and closes them when the work ends or fails. */
export async function withTextFile<Value>(
  path: string,
  work: (file: TextFile) => Promise<Value>,
): Promise<Value> {
  const file = await createTextFile(path);
  let value: Value;
  try {
    value = await work(file);
  } catch (error) {
    // The first error is the one to report, not that the rest could not be written.
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return value;
}
