import type { Point, Size } from '../../shared/geometry.ts';
import { normalizeText } from '../../shared/text.ts';
import { childOf, childrenOf, type Element, type Opening } from '../../main/exchange/markup/elements.ts';
import { readXml } from '../../main/exchange/markup/xml.ts';
import { parsePoints } from '../../main/exchange/pages/outline.ts';

/** A transcribed line of a page, in the pixels of its image. */
export interface TextLine {
  readonly text: string;
  /** From left to right, at least two points. */
  readonly baseline: readonly Point[];
  readonly outline: readonly Point[];
  /** What eScriptorium's types call it, such as `DefaultLine:Handwritten`; empty without a type. */
  readonly type: string;
}

export interface TranscribedPage {
  /** Name of its image file. */
  readonly image: string;
  /** Of the image in pixels; zeros where the file does not tell. */
  readonly size: Size;
  readonly lines: readonly TextLine[];
}

/**
 * The lines of an ALTO 4 file as eScriptorium writes it. Lines without a baseline, an outline or a text are left out.
 *
 * @throws InkdexError `data-invalid` with file and line
 */
export async function readAltoLines(path: string): Promise<TranscribedPage> {
  const types = new Map<string, string>();
  let [image, size] = ['', { width: 0, height: 0 }];
  const lines: TextLine[] = [];
  const wanted = ['OtherTag', 'fileName', 'TextLine'];
  const isWanted = ({ name, attributes }: Opening): boolean => {
    if (name === 'Page') {
      size = { width: Number(attributes.get('WIDTH') ?? 0), height: Number(attributes.get('HEIGHT') ?? 0) };
    }
    return wanted.includes(name);
  };
  const elements = readXml(path, isWanted, new AbortController().signal);
  for await (const element of elements) {
    const { attributes } = element;
    if (element.name === 'fileName') image = element.text.trim();
    else if (element.name === 'OtherTag')
      types.set(attributes.get('ID') ?? '', attributes.get('LABEL') ?? '');
    else lines.push(...lineOf(element, types));
  }
  return { image, size, lines };
}

function lineOf(element: Element, types: ReadonlyMap<string, string>): TextLine[] {
  const polygon = childOf(childOf(element, 'Shape') ?? element, 'Polygon');
  const line: TextLine = {
    text: normalizeText(
      childrenOf(element, 'String')
        .map(({ attributes }) => attributes.get('CONTENT') ?? '')
        .join(' '),
    ),
    baseline: pointsOf(element.attributes.get('BASELINE')),
    outline: pointsOf(polygon?.attributes.get('POINTS')),
    type: (element.attributes.get('TAGREFS') ?? '')
      .split(/\s+/u)
      .map((id) => types.get(id) ?? '')
      .join(' '),
  };
  const [first, last] = [line.baseline.at(0), line.baseline.at(-1)];
  if (first === undefined || last === undefined || first[0] >= last[0]) return [];
  return line.outline.length < 3 || line.text === '' ? [] : [line];
}

/** None where one is no point. */
function pointsOf(text = ''): Point[] {
  const points = parsePoints(text);
  return points.every((point) => point.every(Number.isFinite)) ? points : [];
}
