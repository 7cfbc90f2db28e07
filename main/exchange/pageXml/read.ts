import type { Split } from '../../../shared/contract/dataset.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { Point } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { childOf, childrenOf, type Element } from '../markup/elements.ts';
import { isXmlOf, readXml } from '../markup/xml.ts';
import type { Block, Line, PageDocument } from '../pages/document.ts';
import { parsePoints } from '../pages/outline.ts';
import { emptyPart, languageOf, type Part } from '../pages/parts.ts';
import { pageFormat, zipVariant, type ReadFormat } from '../pages/readPages.ts';
import { invalidAt, lineOf, parseDecimal, splitOrNull } from '../records.ts';
import { carriedOfCustom, customField, parseCustom } from './custom.ts';
import { heldByPageXml, languageTag, pageXmlText } from './write.ts';

const files: ReadFormat = {
  title: 'PAGE XML',
  extensions: ['.xml'],
  held: heldByPageXml,
  isOfFormat: (path) => isXmlOf(path, 'PcGts', pageNamespace),
  pages: readPageXml,
};

/**
 * PAGE XML as Transkribus, eScriptorium, kraken and OCR-D exchange it: one file beside each image. Sample fields that
 * PAGE cannot express are stored in its attribute `custom`.
 */
export const pageXml = pageFormat(
  { name: 'page-xml', title: 'PAGE XML (2013 to 2019)', variants: ['plain', 'alternatives', zipVariant] },
  files,
  (variant) => ({
    extension: '.xml',
    text: pageXmlText,
    // Several programs refuse a word with more than one text.
    held: variant === 'alternatives' ? heldByPageXml : { ...heldByPageXml, alternatives: () => [] },
  }),
);

/** Some files have `https`; the versions since 2013 do not differ in what is read here. */
const pageNamespace = /primaresearch\.org\/PAGE\/gts\/pagecontent\/20(?:1[3-9]|2\d)-\d\d-\d\d/u;

/**
 * Reads the page of a PAGE XML file (Pletschacher and Antonacopoulos, "The PAGE (Page Analysis and Ground-truth
 * Elements) format framework", 2010), versions 2013-07-15 to 2019-07-15.
 *
 * @throws InkdexError `data-invalid` with file and line
 */
async function* readPageXml(path: string, signal: AbortSignal): AsyncGenerator<PageDocument> {
  const isWanted = (
    { name, namespace, row }: { name: string; namespace: string; row: number },
    depth: number,
  ) => {
    if (depth === 1 && (name !== 'PcGts' || !pageNamespace.test(namespace))) {
      throw invalidAt(
        lineOf(path, row),
        `found <${name}> of ${JSON.stringify(namespace)}; expected <PcGts> of PAGE 2013-07-15 to 2019-07-15.`,
      );
    }
    return name === 'Page';
  };
  for await (const page of readXml(path, isWanted, signal)) yield documentOf(page, path);
}

/** Values that an element inherits from the elements around it. */
interface Inherited {
  readonly language: string | null;
  readonly split: Split | null;
}

function documentOf(page: Element, path: string): PageDocument {
  const size = { width: sideOf(page, 'imageWidth', path), height: sideOf(page, 'imageHeight', path) };
  const inherited: Inherited = { language: languageOfElement(page) ?? null, split: null };
  const blocks = inReadingOrder(page).map((region) => blockOf(region, inherited));
  const image = page.attributes.get('imageFilename') ?? '';
  return { images: [image], id: null, size, row: page.row, blocks };
}

function sideOf(page: Element, name: string, path: string): number {
  const text = page.attributes.get(name) ?? '';
  if (/^\d{1,7}$/u.test(text.trim()) && Number(text) > 0) return Number(text);
  throw invalidAt(lineOf(path, page.row), `${name} is ${JSON.stringify(text)}; expected a number of pixels.`);
}

function blockOf(region: Element, inherited: Inherited): Block {
  const part = partOfElement(region, inherited);
  return { ...part, lines: linesInOrder(region).map((line) => lineOfElement(line, part)) };
}

function lineOfElement(line: Element, inherited: Inherited): Line {
  const part = partOfElement(line, inherited);
  return { ...part, words: childrenOf(line, 'Word').map((word) => wordOf(word, part)) };
}

/** A word inherits the direction of its line. */
function wordOf(word: Element, line: Part): Part {
  return { ...partOfElement(word, line), baseline: line.baseline };
}

/** A TextRegion, TextLine or Word. */
function partOfElement(element: Element, inherited: Inherited): Part {
  const groups = parseCustom(element.attributes.get('custom') ?? '');
  const [text = null, ...alternatives] = textsOf(element);
  return {
    ...emptyPart,
    ...carriedOfCustom(groups),
    id: element.attributes.get('id') ?? null,
    row: element.row,
    outline: outlineOfElement(element),
    baseline: pointsOf(childOf(element, 'Baseline')) ?? [],
    text: text?.text ?? null,
    alternatives,
    language: languageOfElement(element) ?? inherited.language,
    split: splitOrNull(customField(groups, 'split', 'type')) ?? inherited.split,
  };
}

function outlineOfElement(element: Element): readonly Point[] | null {
  return pointsOf(childOf(element, 'Coords'));
}

function pointsOf(element: Element | undefined): readonly Point[] | null {
  const points = element?.attributes.get('points');
  return points === undefined ? null : parsePoints(points);
}

/**
 * The text with the lowest index is the element's; the others are alternatives. Those without an index come after: LAREX
 * appends the correction with index 0 to the text that was read.
 */
function textsOf(element: Element): Alternative[] {
  return childrenOf(element, 'TextEquiv')
    .map((equivalent) => ({ equivalent, index: parseDecimal(equivalent.attributes.get('index') ?? '') }))
    .sort(
      (a, b) => (Number.isNaN(a.index) ? 1 : 0) - (Number.isNaN(b.index) ? 1 : 0) || a.index - b.index || 0,
    )
    .map(({ equivalent }) => ({
      text: normalizeText((childOf(equivalent, 'Unicode') ?? childOf(equivalent, 'PlainText'))?.text ?? ''),
      confidence: Number(equivalent.attributes.get('conf') ?? 0),
    }));
}

function languageOfElement({ attributes }: Element): string | null {
  const name = attributes.get('language') ?? attributes.get('primaryLanguage');
  const tag = name === undefined ? null : languageTag(name);
  return tag ?? languageOf(customField(parseCustom(attributes.get('custom') ?? ''), 'language', 'type'));
}

/** A page's text regions in its ReadingOrder; regions that it leaves out follow in document order. */
function inReadingOrder(page: Element): Element[] {
  const ranks = new Map<string, number>();
  const order = childOf(page, 'ReadingOrder');
  for (const id of order === undefined ? [] : references(order)) {
    if (!ranks.has(id)) ranks.set(id, ranks.size);
  }
  const rank = (region: Element): number => ranks.get(region.attributes.get('id') ?? '') ?? ranks.size;
  return textRegions(page).sort((a, b) => rank(a) - rank(b));
}

/** A region's lines by their `index`, or by Transkribus' `readingOrder {index:...;}`, if every line has one. */
function linesInOrder(region: Element): Element[] {
  const lines = childrenOf(region, 'TextLine').map((line) => ({ line, index: indexOfLine(line) }));
  if (lines.some(({ index }) => Number.isNaN(index))) return lines.map(({ line }) => line);
  return lines.sort((a, b) => a.index - b.index).map(({ line }) => line);
}

function indexOfLine({ attributes }: Element): number {
  const groups = parseCustom(attributes.get('custom') ?? '');
  return Number(attributes.get('index') ?? customField(groups, 'readingOrder', 'index') ?? NaN);
}

/**
 * Regions may contain regions: in tables, and drop capitals in paragraphs. Transkribus' tables have cells instead, and some
 * programs put lines into regions of other kinds.
 */
function textRegions(parent: Element): Element[] {
  const isOfText = (region: Element): boolean =>
    region.name === 'TextRegion' || childOf(region, 'TextLine') !== undefined;
  return parent.children
    .filter(({ name }) => name.endsWith('Region') || name === 'TableCell')
    .flatMap((region) => [...(isOfText(region) ? [region] : []), ...textRegions(region)]);
}

/** Ids of regions in all groups: ordered groups by `index`, unordered ones in document order. */
function references(group: Element): string[] {
  const members = group.children.map((member) => ({
    member,
    index: Number(member.attributes.get('index') ?? NaN),
  }));
  const isOrdered = members.every(({ index }) => !Number.isNaN(index));
  if (isOrdered) members.sort((a, b) => a.index - b.index);
  return members.flatMap(({ member }) => {
    const id = member.attributes.get('regionRef');
    return [...(id === undefined ? [] : [id]), ...references(member)];
  });
}
