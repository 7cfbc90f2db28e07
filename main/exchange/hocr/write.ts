import { boxOfQuad, type Size } from '../../../shared/geometry.ts';
import { xmlNode, xmlText, type XmlNode } from '../markup/writeXml.ts';
import type { Block, Line, PageDocument } from '../pages/document.ts';
import { languageOf } from '../pages/languageOf.ts';
import { boxAround, sameOutline } from '../pages/outline.ts';
import { plainJson, type Part } from '../pages/parts.ts';
import { carriedAttribute } from './read.ts';

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
