import type { Point, Size } from '../../../shared/geometry.ts';
import type { Block, Line, PageDocument } from '../pages/document.ts';
import { lineText } from '../pages/document.ts';
import { outlineOf } from '../pages/outline.ts';
import type { Part } from '../pages/parts.ts';
import { xmlFileText, xmlNode, type XmlNode } from '../markup/writeXml.ts';
import { carriedText, customText } from './custom.ts';
import { languageName } from './languages.ts';

const namespace = 'http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15';

/** Serialises a page as PAGE XML 2019-07-15. Its outlines are whole pixels. */
export function pageXmlText(document: PageDocument, size: Size): string {
  const now = new Date().toISOString();
  const attributes = {
    imageFilename: document.images[0] ?? '',
    imageWidth: size.width,
    imageHeight: size.height,
  };
  const order = document.blocks.map(({ id }, index) => xmlNode('RegionRefIndexed', { index, regionRef: id }));
  return xmlFileText(
    xmlNode(
      'PcGts',
      {
        xmlns: namespace,
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:schemaLocation': `${namespace} ${namespace}/pagecontent.xsd`,
      },
      [
        xmlNode('Metadata', {}, [
          xmlNode('Creator', {}, 'Inkdex'),
          xmlNode('Created', {}, now),
          xmlNode('LastChange', {}, now),
        ]),
        xmlNode('Page', attributes, [
          xmlNode('ReadingOrder', {}, [xmlNode('OrderedGroup', { id: 'inkdex-order' }, order)]),
          ...document.blocks.map((block) => regionNode(block, size)),
        ]),
      ],
    ),
  );
}

function regionNode(block: Block, size: Size): XmlNode {
  return xmlNode('TextRegion', { ...identity(block), primaryLanguage: languageNameOf(block) }, [
    coordsNode(block, size),
    ...block.lines.map((line) => lineNode(line, size)),
    ...textNodes(block, block.text),
  ]);
}

function lineNode(line: Line, size: Size): XmlNode {
  return xmlNode('TextLine', { ...identity(line), primaryLanguage: languageNameOf(line) }, [
    coordsNode(line, size),
    xmlNode('Baseline', { points: pointsText(line.baseline) }),
    ...line.words.map((word) =>
      xmlNode('Word', { ...identity(word), language: languageNameOf(word) }, [
        coordsNode(word, size),
        ...textNodes(word, word.text),
      ]),
    ),
    ...textNodes(line, lineText(line)),
  ]);
}

function identity({ id, split, carried }: Part): XmlNode['attributes'] {
  const custom = [
    ...(split === null ? [] : [customText('split', { type: split })]),
    ...(carried === null ? [] : [carriedText(carried)]),
  ];
  return { id, custom: custom.length === 0 ? null : custom.join(' ') };
}

function languageNameOf({ language }: Part): string | null {
  return language === null ? null : languageName(language);
}

function coordsNode({ outline }: Part, size: Size): XmlNode {
  return xmlNode('Coords', { points: pointsText(outline ?? outlineOf({ quad: null, polygon: null }, size)) });
}

function pointsText(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

/** The text first, then the alternatives with their confidences. */
function textNodes({ alternatives }: Part, text: string | null): XmlNode[] {
  if (text === null) return [];
  const readings = [{ text, confidence: null }, ...alternatives];
  return readings.map((reading, index) =>
    xmlNode('TextEquiv', { index: readings.length > 1 ? index : null, conf: reading.confidence }, [
      xmlNode('Unicode', {}, reading.text),
    ]),
  );
}
