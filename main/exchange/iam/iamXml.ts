import type { Box } from '../../../shared/geometry.ts';
import type { IncomingRecord } from '../../../shared/exchange.ts';
import type { Element } from '../markup/elements.ts';
import { readXml } from '../markup/readXml.ts';
import { invalidAt, invalidRecord, lineOf, parseNumber, recordOr, type Place } from '../records.ts';
import { parseIamId } from './iamFolder.ts';
import type { IamPiece, UsePiece } from './iamLists.ts';

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
