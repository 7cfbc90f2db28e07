import type { IncomingRecord } from '../exchangeFormat.ts';
import type { Box } from '../../../shared/geometry.ts';
import type { Element } from '../markup/elements.ts';
import { readXml } from '../markup/xml.ts';
import { invalidAt, invalidRecord, lineOf, parseNumber, recordOr, type Place } from '../records.ts';
import { readLines, recordsOfLines, withoutReturn } from '../textFile.ts';
import { parseIamId, type IamId } from './folder.ts';

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

const lists = {
  /** `ascii/words.txt`: id, ok or err, grey level, x y w h, grammatical tag, transcription. */
  word: {
    pattern: /^(\S+) (ok|err) -?\d+ (-?\d+) (-?\d+) (-?\d+) (-?\d+) \S+(?: (.*))?$/su,
    grammar: 'id ok|err grey x y w h tag text',
  },
  /** `ascii/lines.txt`: id, ok or err, grey level, number of components, x y w h, words separated by bars. */
  line: {
    pattern: /^(\S+) (ok|err) -?\d+ -?\d+ (-?\d+) (-?\d+) (-?\d+) (-?\d+)(?: (.*))?$/su,
    grammar: 'id ok|err grey components x y w h A|text|in|words',
  },
};

/** The records of a list in `ascii`. */
export function readPieces(
  level: 'word' | 'line',
  path: string,
  signal: AbortSignal,
  use: UsePiece,
): AsyncGenerator<IncomingRecord> {
  const { pattern, grammar } = lists[level];
  return recordsOfLines(path, signal, async (text, place) => {
    if (text.startsWith('#')) return null;
    const [, id = '', ok, x = '', y = '', w = '', h = '', written = ''] = pattern.exec(text) ?? [];
    const at = parseIamId(id);
    if (at === null || (at.position === null) !== (level === 'line')) throw malformed(text, place, grammar);
    const box = boxOf([x, y, w, h], place);
    const words = level === 'line' ? written.replaceAll('|', ' ') : written;
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

/** The attributes of a form's XML. */
export interface IamForm {
  /** Size of the scan that boxes refer to, in pixels; null when the file does not give it. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

export type UseFormPiece = (piece: IamPiece, form: IamForm) => Promise<IncomingRecord>;

/** The words of the forms' XML files, in file order; a damaged file gives one invalid record. */
export async function* readXmlWords(
  files: readonly string[],
  signal: AbortSignal,
  use: UseFormPiece,
): AsyncGenerator<IncomingRecord> {
  for await (const { line, form, path } of readXmlLines(files, signal)) {
    if ('kind' in line) {
      yield line;
      continue;
    }
    for (const word of line.children.filter(({ name }) => name === 'word')) {
      const place = lineOf(path, word.row);
      yield await recordOr(() => {
        const piece = pieceOf(word, line, form, place);
        if (piece.at.position === null)
          throw invalidAt(place, `the word's id is ${piece.id}; expected a01-000u-00-00.`);
        return use(piece, form);
      });
    }
  }
}

/** The lines of the forms' XML files. */
export async function* readXmlLineTexts(
  files: readonly string[],
  signal: AbortSignal,
  use: UsePiece,
): AsyncGenerator<IncomingRecord> {
  for await (const { line, form, path } of readXmlLines(files, signal)) {
    if ('kind' in line) yield line;
    else yield await recordOr(() => use(pieceOf(line, line, form, lineOf(path, line.row))));
  }
}

interface Form extends IamForm {
  readonly writer: string | null;
}

async function* readXmlLines(
  files: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<{ line: Element | IncomingRecord; form: Form; path: string }> {
  for (const path of files) {
    let form: Form = { size: null, writer: null };
    try {
      const lines = readXml(
        path,
        ({ name, attributes, row }) => {
          if (name === 'form') form = formOf(attributes, lineOf(path, row));
          return name === 'line';
        },
        signal,
      );
      for await (const line of lines) yield { line, form, path };
    } catch (error) {
      yield { line: invalidRecord(error), form, path };
    }
  }
}

function formOf(attributes: ReadonlyMap<string, string>, place: Place): Form {
  const width = attributes.get('width');
  const height = attributes.get('height');
  const isSized = width !== undefined && height !== undefined;
  return {
    writer: attributes.get('writer-id') ?? null,
    size: isSized
      ? { width: parseNumber(place, width, 'width'), height: parseNumber(place, height, 'height') }
      : null,
  };
}

/** @param line the piece itself or its line: IAM marks the segmentation of whole lines */
function pieceOf(element: Element, line: Element, form: Form, place: Place): IamPiece {
  const id = element.attributes.get('id') ?? '';
  const text = element.attributes.get('text');
  const at = parseIamId(id);
  if (at === null)
    throw invalidAt(place, `the id is ${JSON.stringify(id)}; expected an id such as a01-000u-00.`);
  if (text === undefined) throw invalidAt(place, `${id} has no text; expected an attribute text.`);
  const segmentation = element.attributes.get('segmentation') ?? line.attributes.get('segmentation');
  return {
    ...{ id, at, place, text, writer: form.writer },
    isSegmented: segmentation === undefined ? null : segmentation === 'ok',
    box: boxAround(componentsIn(element), place),
  };
}

/** The connected components (`cmp`) of a word, or of all words of a line. */
function componentsIn(element: Element): Element[] {
  return element.children.flatMap((child) => (child.name === 'cmp' ? [child] : componentsIn(child)));
}

function boxAround(components: readonly Element[], place: Place): Box | null {
  if (components.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { attributes } of components) {
    const value = (name: string) => parseNumber(place, attributes.get(name) ?? '', `cmp ${name}`);
    left = Math.min(left, value('x'));
    top = Math.min(top, value('y'));
    right = Math.max(right, value('x') + value('width'));
    bottom = Math.max(bottom, value('y') + value('height'));
  }
  return [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
}
