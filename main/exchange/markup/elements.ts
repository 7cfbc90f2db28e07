import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { formatCount } from '../../../shared/text.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { headBytes } from '../../files/headBytes.ts';
import { invalidAt, lineOf } from '../records.ts';
import { createMarkupCount, pageLimits } from './limits.ts';

/** An element of an XML or HTML file, with its contents. */
export interface Element {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly namespace: string;
  /** By name, without prefixes. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** The element's own text, with the pieces between children joined. */
  readonly text: string;
  /** The line of the file where it starts, from 1. */
  readonly row: number;
}

/** A markup parser that gets a file's text piece by piece. */
export interface MarkupParser {
  /** @throws InkdexError `data-invalid` with the file and line */
  write(text: string): void;
  /** Signals the end of the file. */
  close(): void;
}

/** Page formats have a page or at most a book per file. A larger file is something else. */
const mostBytes = 1024 ** 3;

/**
 * Feeds a file to a parser, decoded by its byte order mark or its declaration, and yields the parser's output.
 * @throws InkdexError `file-missing`, `permission-denied`, `data-invalid`
 */
export async function* parsedFile<Output>(
  path: string,
  makeParser: (put: (output: Output) => void) => MarkupParser,
  signal: AbortSignal,
): AsyncGenerator<Output> {
  let waiting: Output[] = [];
  const parser = makeParser((output) => waiting.push(output));
  for await (const text of decodedText(path, signal)) {
    parser.write(text);
    yield* waiting;
    waiting = [];
  }
  parser.close();
  yield* waiting;
}

/** A file's first characters in any encoding; empty when it cannot be read. */
export async function fileHead(path: string, bytes = 4096): Promise<string> {
  try {
    const head = await headBytes(path, bytes);
    return new TextDecoder(encodingOf(path, head)).decode(head);
  } catch {
    return '';
  }
}

/** The first child with a name. */
export function childOf(element: Element, name: string): Element | undefined {
  return element.children.find((child) => child.name === name);
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name);
}

async function* decodedText(path: string, signal: AbortSignal): AsyncGenerator<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) {
      throw invalidAt(
        path,
        `the file has ${formatCount(size)} bytes; expected at most ${formatCount(mostBytes)}.`,
      );
    }
    const decoder = new TextDecoder(encodingOf(path, await headBytes(path, 4096)), { fatal: true });
    let rows = 1;
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 256 * 1024 });
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      const text = decodedPiece(() => decoder.decode(chunk, { stream: true }), path, rows, decoder.encoding);
      rows += text.split('\n').length - 1;
      yield text;
    }
    yield decodedPiece(() => decoder.decode(), path, rows, decoder.encoding);
  } catch (error) {
    throw fileProblem(path, error);
  }
}

function decodedPiece(decode: () => string, path: string, row: number, encoding: string): string {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidAt(
      lineOf(path, row),
      `the following text is not valid ${encoding.toUpperCase()}. Save the file as UTF-8.`,
    );
  }
}

/** XML 1.0, appendix F: a byte order mark, zeros between the first characters, or a declaration in ASCII. */
function encodingOf(path: string, head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le';
  if (head[0] === 0 && head[1] === 0x3c) return 'utf-16be';
  const ascii = head.toString('latin1');
  const declared =
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/u.exec(ascii)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/iu.exec(ascii)?.[1] ??
    'utf-8';
  try {
    // A single-byte file that declares UTF-16 was converted without changing its declaration.
    return /^utf-?16/iu.test(declared) ? 'utf-8' : new TextDecoder(declared).encoding;
  } catch {
    throw invalidAt(
      lineOf(path, 1),
      `the encoding ${JSON.stringify(declared)} is unknown. Save the file as UTF-8.`,
    );
  }
}

/** An element's start. */
export type Opening = Omit<Element, 'children' | 'text'>;

interface Open extends Opening {
  readonly children: Element[];
  text: string;
}

/**
 * Builds the elements of some names, with their contents, from a parser's tags. Everything outside them is dropped,
 * so a book needs no more memory than its largest page.
 */
export function elementTree(
  path: string,
  isWanted: (opening: Opening) => boolean,
  put: (element: Element) => void,
) {
  const stack: Open[] = [];
  let row = 1;
  const count = createMarkupCount(pageLimits, (problem) => invalidAt(lineOf(path, row), `${problem}.`));

  return {
    open(opening: Opening): void {
      ({ row } = opening);
      const parent = stack.at(-1);
      count.open(parent !== undefined);
      if (parent === undefined && !isWanted(opening)) return;
      const element: Open = { ...opening, children: [], text: '' };
      parent?.children.push(element);
      stack.push(element);
    },
    /** Counts an attribute of the element that is opened next. */
    attribute: count.attribute,
    text(text: string): void {
      const parent = stack.at(-1);
      if (parent !== undefined) parent.text += text;
    },
    close(): void {
      count.close();
      const closed = stack.pop();
      if (closed === undefined || stack.length > 0) return;
      count.restart();
      put(closed);
    },
    /** Number of open elements. */
    get depth() {
      return count.depth;
    },
  };
}
