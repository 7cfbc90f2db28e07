import type { Alternative } from '../../../shared/contract/word.ts';
import type { Element } from '../markup/elements.ts';
import { readHtml, textName } from '../markup/readHtml.ts';
import { lineText, type Block, type Line, type PageDocument } from '../pages/document.ts';
import { languageOf } from '../pages/languageOf.ts';
import { carriedOrProblem, emptyPart, type Part } from '../pages/parts.ts';
import { heldText } from './held.ts';
import {
  baselineOfProperties,
  confidenceOf,
  imageOf,
  outlineOfBox,
  outlineOfProperties,
  parseProperties,
} from './properties.ts';

/** The attribute for fields that hOCR cannot express. */
export const carriedAttribute = 'data-inkdex';

/** hOCR 1.2's class names of lines, with Tesseract's for headings, captions and floating text. */
const lineClasses = ['ocr_line', 'ocrx_line', 'ocr_header', 'ocr_footer', 'ocr_caption', 'ocr_textfloat'];

/**
 * Reads the pages of an hOCR file (Breuel, "The hOCR Microformat for OCR Workflow and Results", 2007; version 1.2).
 * @throws InkdexError `data-invalid` with file and line
 */
export async function* readHocr(path: string, signal: AbortSignal): AsyncGenerator<PageDocument> {
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
  return {
    ...part,
    text: null,
    words: words.map((word) => ({ ...partOfElement(word), baseline: part.baseline })),
  };
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
