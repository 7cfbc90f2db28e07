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
 * PAGE's language names (`LanguageSimpleType` of 2019-07-15) with their BCP 47 tags. If PAGE has two names for a
 * language, the first is written.
 */
const table =
  'Abkhaz ab, Afar aa, Afrikaans af, Akan ak, Albanian sq, Amharic am, Arabic ar, Aragonese an, Armenian hy, ' +
  'Assamese as, Avaric av, Avestan ae, Aymara ay, Azerbaijani az, Bambara bm, Bashkir ba, Basque eu, ' +
  'Belarusian be, Bengali bn, Bihari bh, Bislama bi, Bosnian bs, Breton br, Bulgarian bg, Burmese my, ' +
  'Khmer km, Cambodian km, Cantonese yue, Catalan ca, Chamorro ch, Chechen ce, Chichewa ny, Chinese zh, ' +
  'Chuvash cv, Cornish kw, Corsican co, Cree cr, Croatian hr, Czech cs, Danish da, Divehi dv, Dutch nl, ' +
  'Dzongkha dz, English en, Esperanto eo, Estonian et, Ewe ee, Faroese fo, Fijian fj, Finnish fi, French fr, ' +
  'Fula ff, Gaelic gd, Galician gl, Ganda lg, Georgian ka, German de, Greek el, Guaraní gn, Gujarati gu, ' +
  'Haitian ht, Hausa ha, Hebrew he, Herero hz, Hindi hi, Hiri Motu ho, Hungarian hu, Icelandic is, Ido io, ' +
  'Igbo ig, Indonesian id, Interlingua ia, Interlingue ie, Inuktitut iu, Inupiaq ik, Irish ga, Italian it, ' +
  'Japanese ja, Javanese jv, Kalaallisut kl, Kannada kn, Kanuri kr, Kashmiri ks, Kazakh kk, Kikuyu ki, ' +
  'Kinyarwanda rw, Kirundi rn, Komi kv, Kongo kg, Korean ko, Kurdish ku, Kwanyama kj, Kyrgyz ky, Lao lo, ' +
  'Latin la, Latvian lv, Limburgish li, Lingala ln, Lithuanian lt, Luba-Katanga lu, Luxembourgish lb, ' +
  'Macedonian mk, Malagasy mg, Malay ms, Malayalam ml, Maltese mt, Manx gv, Māori mi, Marathi mr, ' +
  'Marshallese mh, Mongolian mn, Nauru na, Navajo nv, Ndonga ng, Nepali ne, North Ndebele nd, ' +
  'Northern Sami se, Norwegian no, Norwegian Bokmål nb, Norwegian Nynorsk nn, Nuosu ii, Occitan oc, Ojibwe oj, ' +
  'Old Church Slavonic cu, Oriya or, Oromo om, Ossetian os, Pāli pi, Punjabi pa, Panjabi pa, Pashto ps, ' +
  'Persian fa, Polish pl, Portuguese pt, Quechua qu, Romanian ro, Romansh rm, Russian ru, Samoan sm, Sango sg, ' +
  'Sanskrit sa, Sardinian sc, Serbian sr, Shona sn, Sindhi sd, Sinhala si, Slovak sk, Slovene sl, Somali so, ' +
  'South Ndebele nr, Southern Sotho st, Spanish es, Sundanese su, Swahili sw, Swati ss, Swedish sv, Tagalog tl, ' +
  'Tahitian ty, Tajik tg, Tamil ta, Tatar tt, Telugu te, Thai th, Tibetan bo, Tigrinya ti, Tonga to, Tsonga ts, ' +
  'Tswana tn, Turkish tr, Turkmen tk, Twi tw, Uighur ug, Ukrainian uk, Urdu ur, Uzbek uz, Venda ve, ' +
  'Vietnamese vi, Volapük vo, Walloon wa, Welsh cy, Western Frisian fy, Wolof wo, Xhosa xh, Yiddish yi, ' +
  'Yoruba yo, Zhuang za, Zulu zu';

const pairs = table.split(', ').map((pair): [string, string] => {
  const space = pair.lastIndexOf(' ');
  return [pair.slice(0, space), pair.slice(space + 1)];
});
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
