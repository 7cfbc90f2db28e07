import type { Box } from '../../../shared/geometry.ts';
import type { IncomingRecord } from '../../../shared/exchange.ts';
import { readLines, recordsOfLines, withoutReturn } from '../lines.ts';
import { invalidAt, lineOf, parseNumber, type Place } from '../records.ts';
import { parseIamId, type IamId } from './iamFolder.ts';

/** A word or line of IAM. */
export interface IamPiece {
  readonly id: string;
  readonly at: IamId;
  readonly place: Place;
  /** As written; the words of a line are separated by spaces. */
  readonly text: string;
  /** Null when unknown. */
  readonly isSegmented: boolean | null;
  /** Box on the form, in pixels of the scan; null when unknown. */
  readonly box: Box | null;
  /** From XML; null when XML is missing. */
  readonly writer: string | null;
}

export type UsePiece = (piece: IamPiece) => Promise<IncomingRecord>;

/** Columns: id, ok or err, grey level, x y w h, grammatical tag, transcription. */
const wordPattern = /^(\S+) (ok|err) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (\S+)(?: (.*))?$/su;
const wordGrammar = 'id ok|err grey x y w h tag text';

/** Columns: id, ok or err, grey level, number of components, x y w h, words separated by bars. */
const linePattern = /^(\S+) (ok|err) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+)(?: (.*))?$/su;
const lineGrammar = 'id ok|err grey components x y w h A|text|in|words';

/** The records of `ascii/words.txt`. */
export function readWordList(
  path: string,
  signal: AbortSignal,
  use: UsePiece,
): AsyncGenerator<IncomingRecord> {
  return recordsOfLines(path, signal, async (text, place) => {
    if (text.startsWith('#')) return null;
    const [, id = '', ok, , x = '', y = '', w = '', h = '', , written = ''] = wordPattern.exec(text) ?? [];
    const at = parseIamId(id);
    if (typeof at?.position !== 'number') throw malformed(text, place, wordGrammar);
    const box = boxOf([x, y, w, h], place);
    return use({ id, at, place, text: written, isSegmented: ok === 'ok', box, writer: null });
  });
}

/** The records of `ascii/lines.txt`. */
export function readLineList(
  path: string,
  signal: AbortSignal,
  use: UsePiece,
): AsyncGenerator<IncomingRecord> {
  return recordsOfLines(path, signal, async (text, place) => {
    if (text.startsWith('#')) return null;
    const [, id = '', ok, , , x = '', y = '', w = '', h = '', written = ''] = linePattern.exec(text) ?? [];
    const at = parseIamId(id);
    if (at?.position !== null) throw malformed(text, place, lineGrammar);
    const box = boxOf([x, y, w, h], place);
    const words = written.replaceAll('|', ' ');
    return use({ id, at, place, text: words, isSegmented: ok === 'ok', box, writer: null });
  });
}

/** Writers by form, from `ascii/forms.txt`: id of the form, id of its writer, and counts. */
export async function readWriters(
  path: string | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const writers = new Map<string, string>();
  if (path === null) return writers;
  for await (const { number, text, problem } of readLines(path, signal)) {
    const line = withoutReturn(text);
    if (line === '' || line.startsWith('#')) continue;
    const [, form, writer] = /^(\S+) (\S+)(?: .*)?$/u.exec(line) ?? [];
    if (problem !== null || form === undefined || writer === undefined) {
      throw malformed(line, lineOf(path, number), 'form writer ...');
    }
    writers.set(form, writer);
  }
  return writers;
}

function boxOf(cells: readonly [string, string, string, string], place: Place): Box | null {
  const [x, y, width, height] = cells.map((cell) => parseNumber(place, cell, 'a coordinate'));
  const box: Box = [x ?? 0, y ?? 0, Math.max(0, width ?? 0), Math.max(0, height ?? 0)];
  // IAM writes -1 for an unknown box.
  return box[0] < 0 || box[1] < 0 || box[2] === 0 || box[3] === 0 ? null : box;
}

function malformed(text: string, place: Place, grammar: string): Error {
  return invalidAt(place, `found ${JSON.stringify(text.slice(0, 120))}; expected "${grammar}".`);
}
