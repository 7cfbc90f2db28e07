import { boxOfQuad, type Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { xmlCharacters, xmlNode, xmlText, type XmlNode } from '../markup/xml.ts';
import type { Block, Line, PageDocument } from '../pages/document.ts';
import { sameOutline, wholePixels } from '../pages/outline.ts';
import { languageOf, plainJson, type Held, type Part } from '../pages/parts.ts';
import { boxAround } from '../../../shared/shape.ts';

/** The attribute for fields that hOCR cannot express. */
export const carriedAttribute = 'data-inkdex';

/** Serialises a page as hOCR 1.2, in XHTML that HTML parsers also read. Its outlines are whole pixels. */
export function hocrText(document: PageDocument, { width, height }: Size): string {
  const image = document.images[0] ?? '';
  const capabilities = 'ocr_page ocr_carea ocr_par ocr_line ocrx_word';
  const title = `image "${image.replaceAll('"', '')}"; bbox 0 0 ${width} ${height}; ppageno 0`;
  const html = xmlNode('html', { xmlns: 'http://www.w3.org/1999/xhtml' }, [
    xmlNode('head', {}, [
      xmlNode('meta', { charset: 'utf-8' }),
      xmlNode('title', {}, image),
      xmlNode('meta', { name: 'ocr-system', content: 'Inkdex' }),
      xmlNode('meta', { name: 'ocr-capabilities', content: capabilities }),
    ]),
    xmlNode('body', {}, [
      xmlNode('div', { class: 'ocr_page', id: 'inkdex-page', title }, document.blocks.map(blockNode)),
    ]),
  ]);
  return `<!DOCTYPE html>\n${xmlText(html, '')}`;
}

function blockNode(block: Block): XmlNode {
  const lines =
    block.carried === null
      ? block.lines.map(lineNode)
      : (block.text ?? '').split('\n').map((text) => xmlNode('span', { class: 'ocr_line' }, text));
  return xmlNode('p', attributesOf(block, 'ocr_par'), lines);
}

function lineNode(line: Line): XmlNode {
  const content = line.carried === null ? line.words.map(wordNode) : contentOf(line);
  return xmlNode('span', attributesOf(line, 'ocr_line'), content);
}

function wordNode(word: Part): XmlNode {
  return xmlNode('span', attributesOf(word, 'ocrx_word'), contentOf(word));
}

function contentOf({ text, alternatives }: Part): XmlNode[] | string {
  if (alternatives.length === 0) return text ?? '';
  return [
    xmlNode('span', { class: 'alternatives' }, [
      xmlNode('ins', { class: 'alt' }, text ?? ''),
      ...alternatives.map((reading) =>
        xmlNode('del', { class: 'alt', title: `x_wconf ${reading.confidence * 100}` }, reading.text),
      ),
    ]),
  ];
}

function attributesOf(part: Part, className: string): XmlNode['attributes'] {
  const { id, language, carried } = part;
  return {
    class: className,
    id,
    title: titleOf(part),
    lang: languageOf(language),
    [carriedAttribute]: carried === null ? null : plainJson(carried),
  };
}

function titleOf({ outline }: Part): string | null {
  if (outline === null) return null;
  const quad = boxAround(outline);
  const [left, top, width, height] = boxOfQuad(quad);
  const box = `bbox ${[left, top, left + width, top + height].join(' ')}`;
  return sameOutline(quad, outline, 0) ? box : `${box}; poly ${outline.flat().join(' ')}`;
}

/** How values change when they are written as hOCR and read again. */
export const heldByHocr: Held = {
  outline: wholePixels,
  // A slope with few digits would rotate quads by fractions of a pixel, so no baseline is written.
  baseline: () => [],
  text: heldText,
  alternatives: (alternatives) =>
    alternatives.map(({ text, confidence }) => ({
      text: heldText(text),
      confidence: (confidence * 100) / 100,
    })),
  language: languageOf,
  split: () => null,
  mark: () => 'text',
};

/** HTML collapses white space to one space; page samples keep their lines. */
export function heldText(text: string): string {
  return normalizeText(xmlCharacters(text).replace(/[ \t\n\r\f]+/gu, ' '));
}
