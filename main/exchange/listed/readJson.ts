import { createReadStream } from 'node:fs';
import { JSONParser, TokenType } from '@streamparser/json';
import { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { invalidAt, lineOf } from '../records.ts';

/** A value of a JSON file, with its position. */
export interface JsonItem {
  /** The key of the list or object that contains it; empty in the outermost one. */
  readonly list: string;
  /** Its index in a list, or its key in an object. */
  readonly key: string;
  readonly value: unknown;
  /** The line of the file where it starts, from 1. */
  readonly row: number;
}

/** No list is nested deeper: the parser is slow on endless nesting, and later code would exhaust the stack. */
const mostDepth = 200;

/**
 * Streams the values at some paths of a JSON file of any size: `$.*` are those of the outermost list, `$.images.*`
 * those of the list or object "images". All other values are dropped while reading.
 *
 * @throws InkdexError `data-invalid` with file and line for invalid JSON (also NaN and Infinity), a truncated file,
 * or endless nesting; `file-missing`, `permission-denied`
 */
export async function* readJsonItems(
  path: string,
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<JsonItem> {
  const depths = new Set(paths.map((selector) => selector.split('.').length - 1));
  const parser = new JSONParser({ paths: [...paths], keepStack: false });
  const rows = byteRows();
  let waiting: JsonItem[] = [];
  let depth = 0;
  let row = 1;

  parser.onToken = ({ token, offset }) => {
    const isOpening = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
    // A value starts at its opening bracket, or is its own start.
    if (isOpening ? depths.has(depth) : depths.has(depth) && isValue(token)) row = rows.at(offset);
    if (isOpening) depth += 1;
    if (depth > mostDepth) {
      const problem = `more than ${mostDepth} lists and objects are nested.`;
      throw invalidAt(lineOf(path, rows.at(offset)), problem);
    }
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
  };
  parser.onValue = ({ key, value, stack }) => {
    waiting.push({ list: String(stack[1]?.key ?? ''), key: String(key), value, row });
  };

  for await (const chunk of bytesOf(path)) {
    signal.throwIfAborted();
    rows.add(chunk);
    guarded(path, rows, () => {
      parser.write(chunk);
    });
    yield* waiting;
    waiting = [];
  }
  guarded(path, rows, () => {
    if (!parser.isEnded) parser.end();
  });
  yield* waiting;
}

function isValue(token: TokenType): boolean {
  return token !== TokenType.COMMA && token !== TokenType.COLON;
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 256 * 1024 });
  let isFirst = true;
  try {
    for await (const chunk of chunks) {
      const hasMark = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      isFirst = false;
      yield hasMark ? chunk.subarray(3) : chunk;
    }
  } catch (error) {
    throw fileProblem(path, error);
  }
}

function guarded(path: string, rows: ByteRows, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof InkdexError) throw error;
    // The parser's own message gives character codes; its position is more useful.
    throw invalidAt(
      lineOf(path, rows.at(offsetOf(error) ?? rows.end)),
      'not valid JSON here, or the file is cut short. Download or copy it again.',
    );
  }
}

function offsetOf({ message }: Error): number | null {
  const position = /position "(\d+)"/u.exec(message)?.[1];
  return position === undefined ? null : Number(position);
}

type ByteRows = ReturnType<typeof byteRows>;

function byteRows() {
  let chunk: Uint8Array = new Uint8Array();
  let start = 0;
  let seen = 0;
  let row = 1;
  const passUpTo = (offset: number): void => {
    for (let at = chunk.indexOf(0x0a, seen); at >= 0 && start + at < offset; at = chunk.indexOf(0x0a, seen)) {
      row += 1;
      seen = at + 1;
    }
  };
  return {
    add(next: Uint8Array): void {
      passUpTo(Number.POSITIVE_INFINITY);
      start += chunk.length;
      chunk = next;
      seen = 0;
    },
    /** The line of an offset; offsets must not decrease. */
    at(offset: number): number {
      passUpTo(offset);
      return row;
    },
    get end() {
      return start + chunk.length;
    },
  };
}
