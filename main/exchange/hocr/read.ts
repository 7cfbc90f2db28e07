import type { Alternative } from '../../../shared/contract/word.ts';
import { boxOfPoints, quadOfBox, type Point } from '../../../shared/geometry.ts';
import { fileHead, type Element } from '../markup/elements.ts';
import { readHtml, textName } from '../markup/html.ts';
import { isSameText, lineText, type Block, type Line, type PageDocument } from '../pages/document.ts';
import { parsePoints } from '../pages/outline.ts';
import { carriedOrProblem, emptyPart, languageOf, type Part } from '../pages/parts.ts';
import { pageFormat, type ReadFormat } from '../pages/readPages.ts';
import { parseDecimal } from '../records.ts';
import { carriedAttribute, heldByHocr, heldText, hocrText } from './write.ts';

const files: ReadFormat = {
  title: 'hOCR',
  extensions: ['.hocr', '.html', '.htm', '.xhtml'],
  held: heldByHocr,
  isOfFormat: async (path) =>
    /class\s*=\s*["']?[^"'>]*\bocr_page\b|name\s*=\s*["']?ocr-(?:system|capabilities)/u.test(
      await fileHead(path),
    ),
  pages: readHocr,
};

/** hOCR as Tesseract and OCRopus write it: HTML beside each image, with coordinates in the title attributes. */
export const hocr = pageFormat({ name: 'hocr', title: 'hOCR' }, files, () => ({
  extension: '.hocr',
  text: hocrText,
  held: files.held,
}));

/** hOCR 1.2's class names of lines, with Tesseract's for headings, captions and floating text. */
const lineClasses = ['ocr_line', 'ocrx_line', 'ocr_header', 'ocr_footer', 'ocr_caption', 'ocr_textfloat'];

/**
 * Reads the pages of an hOCR file (Breuel, "The hOCR Microformat for OCR Workflow and Results", 2007; version 1.2).
 * @throws InkdexError `data-invalid` with file and line
 */
async function* readHocr(path: string, signal: AbortSignal): AsyncGenerator<PageDocument> {
  for await (const page of readHtml(path, (opening) => isOf(opening, ['ocr_page']), signal)) {
    yield documentOf(page);
  }
}

function documentOf(page: Element): PageDocument {
  const properties = parseProperties(page.attributes.get('title') ?? '');
  const image = imageOf(properties);
  const [[left, top] = [0, 0], , [right, bottom] = [0, 0]] = outlineOfBox(properties.get('bbox') ?? '');
  const isWhole = left === 0 && top === 0 && right > 0 && bottom > 0;
  const samples = elementsIn(page, (element) => element.attributes.has(carriedAttribute) && isBlock(element));
  const rest: Block = {
    ...emptyPart,
    row: page.row,
    language: languageOfElement(page),
    lines: elementsIn(page, isLineOrWord).map(lineOfElement),
  };
  return {
    images: image === null ? [] : [image],
    id: page.attributes.get('id') ?? null,
    size: isWhole ? { width: right, height: bottom } : null,
    row: page.row,
    blocks: [...samples.map(blockOf), rest],
  };
}

/** The outermost elements of a kind, without those inside blocks that are samples. */
function elementsIn(parent: Element, isOfKind: (element: Element) => boolean): Element[] {
  return parent.children.flatMap((child) => {
    if (isOfKind(child)) return [child];
    return isBlock(child) && child.attributes.has(carriedAttribute) ? [] : elementsIn(child, isOfKind);
  });
}

function isBlock(element: Element): boolean {
  return isOf(element, ['ocr_carea', 'ocr_par']);
}

function isLineOrWord(element: Element): boolean {
  return isOf(element, [...lineClasses, 'ocrx_word']);
}

function isOf({ attributes }: Pick<Element, 'attributes'>, names: readonly string[]): boolean {
  return (attributes.get('class') ?? '').split(/\s+/u).some((name) => names.includes(name));
}

/** A block that is a sample: its lines are lines of its text. */
function blockOf(block: Element): Block {
  const lines = elementsIn(block, isLineOrWord).map(lineOfElement);
  return { ...partOfElement(block), text: lines.map(lineText).join('\n').trim(), alternatives: [], lines };
}

/** A word outside any line becomes a line of its own. */
function lineOfElement(element: Element): Line {
  if (isOf(element, ['ocrx_word'])) {
    return { ...emptyPart, row: element.row, words: [partOfElement(element)] };
  }
  const part = { ...partOfElement(element), baseline: baselineOfProperties(propertiesOf(element)) };
  const words = elementsIn(element, (child) => isOf(child, ['ocrx_word']));
  if (words.length === 0) return { ...part, words: [] };
  const line = {
    ...part,
    text: null,
    words: words.map((word) => ({ ...partOfElement(word), baseline: part.baseline })),
  };
  // A line may have text outside its words.
  const text = heldText(contentOfLine(element));
  return isSameText(text, lineText(line)) ? line : { ...line, text };
}

function contentOfLine(element: Element): string {
  if (isOf(element, ['ocrx_word'])) return textsOf(element)[0]?.text ?? '';
  return element.name === textName ? element.text : element.children.map(contentOfLine).join('');
}

function partOfElement(element: Element): Part {
  const [text, ...alternatives] = textsOf(element);
  return {
    ...emptyPart,
    ...carriedOrProblem(element.attributes.get(carriedAttribute), `its attribute ${carriedAttribute}`),
    id: element.attributes.get('id') ?? null,
    row: element.row,
    outline: outlineOfProperties(propertiesOf(element)),
    text: text?.text ?? '',
    alternatives,
    language: languageOfElement(element),
  };
}

/**
 * An element's text with its alternatives, if it has any: `<ins class="alt">` is the text, each `<del class="alt">`
 * an alternative.
 */
function textsOf(element: Element): Alternative[] {
  const readings = elementsIn(element, (child) => isOf(child, ['alt']));
  const [first, ...others] = [
    ...readings.filter(({ name }) => name === 'ins'),
    ...readings.filter(({ name }) => name !== 'ins'),
  ].map((reading): Alternative => ({
    text: heldText(contentOf(reading)),
    confidence: confidenceOf(propertiesOf(reading)),
  }));
  return [first ?? { text: heldText(contentOf(element)), confidence: 0 }, ...others];
}

function contentOf(element: Element): string {
  return element.name === textName ? element.text : element.children.map(contentOf).join('');
}

function propertiesOf({ attributes }: Element): ReturnType<typeof parseProperties> {
  return parseProperties(attributes.get('title') ?? '');
}

function languageOfElement({ attributes }: Element): string | null {
  return languageOf(attributes.get('lang'));
}

/** The properties in an element's `title`: `image "a.png"; bbox 10 20 30 40; x_wconf 91`. */
export type Properties = ReadonlyMap<string, string>;

function parseProperties(title: string): Properties {
  const pattern = /([A-Za-z_][\w-]*)((?:"[^"]*"|'[^']*'|[^;"']+)*)/gu;
  return new Map(Array.from(title.matchAll(pattern), ([, name = '', value = '']) => [name, value.trim()]));
}

/** The image's name without quotes; null when there is none. */
function imageOf(properties: Properties): string | null {
  const image = properties.get('image') ?? properties.get('imagefile');
  const name = image?.replace(/^(["'])(.*)\1$/u, '$2') ?? '';
  // What Tesseract writes for a picture that it has not read from a file.
  return name === '' || name === 'unknown' ? null : name;
}

/** `poly` if present, else `bbox`, else null. */
function outlineOfProperties(properties: Properties): readonly Point[] | null {
  const polygon = properties.get('poly');
  if (polygon !== undefined) return parsePoints(polygon);
  const box = properties.get('bbox');
  return box === undefined ? null : outlineOfBox(box);
}

/** `bbox` has two opposite corners: left, top, right, bottom. They may be swapped. */
function outlineOfBox(box: string): readonly Point[] {
  const [one = [NaN, NaN], other = [NaN, NaN]] = parsePoints(box);
  return quadOfBox(boxOfPoints([one, other]));
}

/** `baseline slope offset`: a line through the lower left corner of the box, shifted down by the offset. */
function baselineOfProperties(properties: Properties): readonly Point[] {
  const [slope = NaN, offset = NaN] = (properties.get('baseline') ?? '').split(/\s+/u).map(parseDecimal);
  const box = properties.get('bbox');
  if (Number.isNaN(slope + offset) || box === undefined) return [];
  const [, , [right, bottom] = [NaN, NaN], [left] = [NaN]] = outlineOfBox(box);
  return [
    [left, bottom + offset],
    [right, bottom + offset + slope * (right - left)],
  ];
}

/** 0 to 1: from `x_wconf` (percent) or `nlp` (negative logarithm); 0 when both are missing. */
function confidenceOf(properties: Properties): number {
  const share = parseDecimal(properties.get('x_wconf') ?? '') / 100;
  const logarithm = parseDecimal(properties.get('nlp') ?? '');
  const found = Number.isNaN(share) ? Math.exp(-logarithm) : share;
  return Number.isNaN(found) ? 0 : Math.min(Math.max(found, 0), 1);
}
