import type { Split } from '../../../shared/contract/dataset.ts';
import { quadOfBox, type Box, type Point, type Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { childOf, childrenOf, type Element } from '../markup/elements.ts';
import { heldText, isXmlOf, readXml } from '../markup/xml.ts';
import { lineText, type Block, type Line, type PageDocument } from '../pages/document.ts';
import { parsePoints, sameOutline } from '../pages/outline.ts';
import { carriedOrProblem, emptyPart, languageOf, type Part } from '../pages/parts.ts';
import { pageFormat, zipVariant, type ReadFormat } from '../pages/readPages.ts';
import { invalidAt, lineOf, parseDecimal, problemOfBox, splitOrNull } from '../records.ts';
import { altoText, heldByAlto } from './write.ts';
import { boxAround } from '../../../shared/shape.ts';

const files: ReadFormat = {
  title: 'ALTO',
  extensions: ['.xml', '.alto'],
  held: heldByAlto,
  isOfFormat: (path) => isXmlOf(path, 'alto', altoNamespace),
  pages: readAlto,
};

/**
 * ALTO as libraries and eScriptorium exchange it: one file beside each image. Sample fields that ALTO cannot express
 * are stored in tags.
 */
export const alto = pageFormat(
  { name: 'alto', title: 'ALTO (2 to 4)', variants: ['plain', zipVariant] },
  files,
  () => ({
    extension: '.xml',
    text: altoText,
    held: files.held,
  }),
);

const altoNamespace = /loc\.gov\/standards\/alto\/ns-v[234]#/u;

/** The elements before the pages that are needed. */
const headerNames = ['Description', 'Tags', 'ReadingOrder'];

/** Context for reading the elements of a page. */
interface Context {
  readonly tags: Tags;
  readonly rank: Rank;
}

interface Inherited {
  readonly language: string | null;
  readonly split: Split | null;
}

/**
 * Reads the pages of an ALTO file (Library of Congress, "ALTO: Technical Metadata for Layout and Text Objects"),
 * versions 2.0 to 4.4.
 *
 * @throws InkdexError `data-invalid` with file and line
 */
async function* readAlto(path: string, signal: AbortSignal): AsyncGenerator<PageDocument> {
  const header = new Map<string, Element>();
  const isWanted = (
    { name, namespace, row }: Pick<Element, 'name' | 'namespace' | 'row'>,
    depth: number,
  ): boolean => {
    if (depth === 1 && (name !== 'alto' || !altoNamespace.test(namespace))) {
      throw invalidAt(
        lineOf(path, row),
        `found <${name}> of ${JSON.stringify(namespace)}; expected <alto> of ALTO 2, 3 or 4.`,
      );
    }
    return name === 'Page' || headerNames.includes(name);
  };
  for await (const element of readXml(path, isWanted, signal)) {
    if (element.name === 'Page') yield documentOf(element, header, path);
    else header.set(element.name, element);
  }
}

function documentOf(page: Element, header: ReadonlyMap<string, Element>, path: string): PageDocument {
  const description = header.get('Description');
  const tags = tagsOf(header.get('Tags'));
  const rank = rankOf(header.get('ReadingOrder'));
  const inherited = inheritedOf(page, tags, { language: null, split: null });
  return {
    images: [textAt(description, 'sourceImageInformation', 'fileName')].filter((name) => name !== ''),
    id: page.attributes.get('ID') ?? null,
    size: sizeOf(page, textAt(description, 'MeasurementUnit'), path),
    row: page.row,
    blocks: ranked(textBlocks(page), rank).map((block) => blockOf(block, inherited, { tags, rank })),
  };
}

/**
 * The page's size in the file's unit. Together with the image's size it gives the scale. Null for pixels.
 * @throws InkdexError `data-invalid` for an unknown unit, and when tenths of a millimetre or 1200ths of an inch
 * cannot be converted
 */
function sizeOf(page: Element, unit: string, path: string): Size | null {
  const place = lineOf(path, page.row);
  const [width, height] = ['WIDTH', 'HEIGHT'].map((name) => parseDecimal(page.attributes.get(name) ?? ''));
  const isKnown = width !== undefined && height !== undefined && width > 0 && height > 0;
  if (!['', 'pixel', 'mm10', 'inch1200'].includes(unit)) {
    throw invalidAt(place, `MeasurementUnit is ${JSON.stringify(unit)}; expected pixel, mm10 or inch1200.`);
  }
  if (isKnown) return { width, height };
  if (unit === '' || unit === 'pixel') return null;
  throw invalidAt(
    place,
    `the page is measured in ${unit}, but has no WIDTH and HEIGHT, so it cannot be scaled to its image.`,
  );
}

/** Blocks may be inside composed blocks, and those inside margins. */
function textBlocks(parent: Element): Element[] {
  return parent.children.flatMap((child) => (child.name === 'TextBlock' ? [child] : textBlocks(child)));
}

function blockOf(block: Element, inherited: Inherited, context: Context): Block {
  const part = partOfElement(block, context.tags, inherited);
  const lines = ranked(childrenOf(block, 'TextLine'), context.rank).map((line) =>
    lineOfElement(line, part, context),
  );
  const text = part.carried === null ? null : normalizeText(lines.map(lineText).join('\n'));
  return { ...part, text, lines };
}

function lineOfElement(line: Element, inherited: Inherited, { tags, rank }: Context): Line {
  const part = { ...partOfElement(line, tags, inherited), baseline: baselineOfElement(line) };
  const strings = ranked(childrenOf(line, 'String'), rank);
  const words = strings.map((string) => wordOf(string, part, tags));
  const hyphened = withHyphen(words, childOf(line, 'HYP'));
  const [only] = words;
  const isWhole = words.length === 1 && (only?.text ?? '').includes(' ');
  const isOfWords =
    words.some(({ carried, problem }) => carried !== null || problem !== null) ||
    (!isWhole && strings.some((string) => hasOwnPlace(string, line)));
  if (isOfWords && part.carried === null) return { ...part, words: hyphened };
  const text = hyphened
    .map((word) => word.text ?? '')
    .filter((word) => word !== '')
    .join(' ');
  const alternatives = words.length === 1 ? (only?.alternatives ?? []) : [];
  return { ...part, text, alternatives, words: [] };
}

/** A word inherits the direction of its line. */
function wordOf(string: Element, line: Part, tags: Tags): Part {
  return {
    ...partOfElement(string, tags, line),
    baseline: line.baseline,
    text: heldText(string.attributes.get('CONTENT') ?? ''),
    alternatives: childrenOf(string, 'ALTERNATIVE').map(({ text }) => ({
      text: heldText(text),
      confidence: 0,
    })),
  };
}

/** The hyphen at the end of a line is an element of its own. It is appended to the last word. */
function withHyphen(words: readonly Part[], hyphen: Element | undefined): readonly Part[] {
  const last = words.at(-1);
  if (hyphen === undefined || last?.text == null) return words;
  // A soft hyphen in the file is a visible hyphen on the page.
  const sign = normalizeText(hyphen.attributes.get('CONTENT') ?? '').replaceAll('\u{ad}', '-');
  if (sign === '' || last.text.endsWith(sign)) return words;
  const outline = joinedOutline(last.outline, outlineOfElement(hyphen));
  return [...words.slice(0, -1), { ...last, text: last.text + sign, outline }];
}

/** The attributes that TextBlock, TextLine and String have in common. */
function partOfElement(element: Element, tags: Tags, inherited: Inherited): Part {
  const [json] = tags.labelsOf(element, 'inkdex');
  const { carried, problem } = carriedOrProblem(json, 'its tag of type "inkdex"');
  return {
    ...emptyPart,
    ...inheritedOf(element, tags, inherited),
    carried,
    problem: problem ?? problemOfPlace(element),
    id: element.attributes.get('ID') ?? null,
    row: element.row,
    outline: outlineOfElement(element),
  };
}

function inheritedOf(element: Element, tags: Tags, { language, split }: Inherited): Inherited {
  const { attributes } = element;
  const code = attributes.get('LANG') ?? attributes.get('language') ?? tags.labelsOf(element, 'language')[0];
  return {
    language: languageOf(code) ?? language,
    split: splitOrNull(tags.labelsOf(element, 'split')[0]) ?? split,
  };
}

/**
 * ALTO tags: elements refer to them by id, and `TYPE` is their kind. eScriptorium and kraken store languages and
 * splits in tags; Inkdex stores the fields that ALTO lacks.
 */
interface Tags {
  /** The labels of one type among an element's tags. */
  labelsOf(element: Element, type: string): string[];
}

function tagsOf(element: Element | undefined): Tags {
  const byId = new Map(
    (element?.children ?? []).map(({ attributes }) => [
      attributes.get('ID') ?? '',
      { type: attributes.get('TYPE') ?? '', label: attributes.get('LABEL') ?? '' },
    ]),
  );
  return {
    labelsOf({ attributes }, type) {
      const ids = (attributes.get('TAGREFS') ?? '').split(/\s+/u);
      return ids.flatMap((id) => {
        const tag = byId.get(id);
        return tag?.type === type ? [tag.label] : [];
      });
    },
  };
}

/** Text of a nested element, such as the unit of measurement. */
function textAt(element: Element | undefined, ...names: readonly string[]): string {
  const found = names.reduce<Element | undefined>(
    (parent, name) => (parent === undefined ? undefined : childOf(parent, name)),
    element,
  );
  return found?.text.trim() ?? '';
}

/** Two boxes are equal when they differ by no more than rounding. */
const sameBox = 1;

/** The polygon of an element's shape, else its rectangle (HPOS, VPOS, WIDTH, HEIGHT); null when it has neither. */
function outlineOfElement(element: Element): readonly Point[] | null {
  const shape = childOf(element, 'Shape');
  const points = shape === undefined ? undefined : childOf(shape, 'Polygon')?.attributes.get('POINTS');
  return points === undefined ? boxOfElement(element) : parsePoints(points);
}

/** ALTO 4.2 has a list of points. Earlier versions have one height, which gives no direction. */
function baselineOfElement({ attributes }: Element): readonly Point[] {
  const points = parsePoints(attributes.get('BASELINE') ?? '');
  return points.length < 2 ? [] : points;
}

/**
 * Whether a String has its own place. Many programs know only the line's place and repeat it for each of its strings.
 */
function hasOwnPlace(string: Element, line: Element): boolean {
  const own = outlineOfElement(string);
  if (own === null) return false;
  const lines = boxOfElement(line) ?? outlineOfElement(line);
  return lines === null || !sameOutline(boxAround(own), boxAround(lines), sameBox);
}

/** The union of a word's box and its hyphen's box. */
function joinedOutline(
  word: readonly Point[] | null,
  hyphen: readonly Point[] | null,
): readonly Point[] | null {
  return word === null || hyphen === null ? word : boxAround([...word, ...hyphen]);
}

/** Null, or the problem with an element's rectangle when the element has no other place. */
function problemOfPlace(element: Element): string | null {
  const sides = childOf(element, 'Shape') === undefined ? sidesOfElement(element) : null;
  return sides === null ? null : problemOfBox(sides);
}

function boxOfElement(element: Element): readonly Point[] | null {
  const sides = sidesOfElement(element);
  return sides === null ? null : quadOfBox(sides);
}

function sidesOfElement({ attributes }: Element): Box | null {
  const sides = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT'].map((name) => attributes.get(name));
  const [left, top, width, height] = sides;
  if (left === undefined || top === undefined || width === undefined || height === undefined) return null;
  return [parseDecimal(left), parseDecimal(top), parseDecimal(width), parseDecimal(height)];
}

/**
 * Rank of elements in the first ordered group of ALTO 4.3's `ReadingOrder`, which lists blocks, lines and strings. An
 * unlisted element gets the lowest rank of the elements inside it.
 */
type Rank = (element: Element) => number;

function rankOf(readingOrder: Element | undefined): Rank {
  const ranks = new Map<string, number>();
  const group = readingOrder === undefined ? undefined : firstOrdered(readingOrder);
  for (const id of group === undefined ? [] : references(group)) {
    if (!ranks.has(id)) ranks.set(id, ranks.size);
  }
  const rank: Rank = (element) => {
    const own = ranks.get(element.attributes.get('ID') ?? '');
    return own ?? element.children.reduce((least, child) => Math.min(least, rank(child)), Infinity);
  };
  return ranks.size === 0 ? () => 0 : rank;
}

/** The elements sorted by rank. Elements without a rank follow in document order. */
function ranked(elements: readonly Element[], rank: Rank): Element[] {
  return elements
    .map((element) => ({ element, place: rank(element) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ element }) => element);
}

function firstOrdered(group: Element): Element | undefined {
  if (group.name === 'OrderedGroup') return group;
  for (const child of group.children) {
    const found = firstOrdered(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function references(group: Element): string[] {
  const own = (group.attributes.get('REF') ?? '').split(/\s+/u).filter((id) => id !== '');
  return [...own, ...group.children.flatMap(references)];
}
