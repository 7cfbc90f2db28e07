import type { Point, Size } from '../../../shared/geometry.ts';
import { heldText, xmlFileText, xmlNode, type XmlNode } from '../markup/xml.ts';
import { lineText, type Block, type Line, type PageDocument } from '../pages/document.ts';
import { outlineOf, wholePixels } from '../pages/outline.ts';
import type { Held, Part } from '../pages/parts.ts';
import { carriedText, customText } from './custom.ts';

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

/** How values change when they are written as PAGE XML and read again. */
export const heldByPageXml: Held = {
  outline: wholePixels,
  baseline: wholePixels,
  text: heldText,
  alternatives: (alternatives) =>
    alternatives.map(({ text, confidence }) => ({ text: heldText(text), confidence })),
  language: (language) => {
    const name = language === null ? null : languageName(language);
    return name === null ? null : languageTag(name);
  },
  split: (split) => split,
  mark: () => 'text',
};

/**
 * BCP 47 tags of the languages that PAGE (`LanguageSimpleType` of 2019-07-15) names as Unicode does, and its other names
 * with theirs. If PAGE has two names for a language, the first is written.
 */
const tags =
  'aa af ak sq am ar an hy as av ae ay az bm ba eu be bi bs br bg my km yue ca ch ce zh cv kw co cr hr ' +
  'cs da dv nl dz en eo et ee fo fj fi fr ff gl lg ka de el gu ha he hz hi ho hu is io ig id ia ie iu ' +
  'ik ga it ja jv kl kn kr ks kk ki rw kv kg ko ku ky lo la lv li ln lt lu lb mk mg ms ml mt gv mi mr ' +
  'mh mn na nv ng ne nd se no nb nn oc om pa ps fa pl pt qu ro rm ru sm sg sa sc sr sn sd si sk so nr ' +
  'st es su sw ss sv ty tg ta tt te th bo ti ts tn tr tk uk ur uz ve vi vo wa cy fy wo xh yi yo za zu';
const others =
  'Abkhaz ab, Bengali bn, Bihari bh, Cambodian km, Chichewa ny, Gaelic gd, Guaraní gn, Haitian ht, ' +
  'Kirundi rn, Kwanyama kj, Nuosu ii, Ojibwe oj, Old Church Slavonic cu, Oriya or, Ossetian os, Pāli pi, ' +
  'Panjabi pa, Slovene sl, Tagalog tl, Tonga to, Twi tw, Uighur ug';

const usualNames = new Intl.DisplayNames('en', { type: 'language' });
const pairs = [
  ...tags.split(' ').map((tag): [string, string] => [usualNames.of(tag) ?? tag, tag]),
  ...others.split(', ').map((pair): [string, string] => {
    const space = pair.lastIndexOf(' ');
    return [pair.slice(0, space), pair.slice(space + 1)];
  }),
];
const tagsByName = new Map(pairs);
const namesByTag = new Map([...pairs].reverse().map(([name, tag]) => [tag, name]));

/** BCP 47; null for an unknown name, and for "other". */
export function languageTag(name: string): string | null {
  return tagsByName.get(name) ?? null;
}

/** Null for a language that PAGE has no name for, and for a regional one such as "fr-CA". */
function languageName(tag: string): string | null {
  return namesByTag.get(tag) ?? null;
}
