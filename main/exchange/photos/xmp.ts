import { DOMParser, onErrorStopParsing, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import { inverseRotation, quadBeforeRotation, rotatedSize, type Rotation } from '../../../shared/rotation.ts';
import { xmlNode, xmlText, type XmlNode } from '../markup/xml.ts';
import type { PlacedText } from '../pdf/textLayer.ts';
import { textOfLine, type PhotoPage } from './photoPage.ts';

/**
 * Handwriting in XMP sidecars (ISO 16684-1): the text as `dc:description` and `exif:UserComment`, which photo programs
 * show and search; each word as a region of the Metadata Working Group (Guidelines 2.0, 5.9); and what marks both as
 * Inkdex's. Everything else in a sidecar belongs to a person or another program and stays.
 */
const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  'mwg-rs': 'http://www.metadataworkinggroup.com/schemas/regions/',
  stArea: 'http://ns.adobe.com/xmp/sType/Area#',
  stDim: 'http://ns.adobe.com/xap/1.0/sType/Dimensions#',
  // Exiv2 adds a slash to a name that ends without one.
  inkdex: 'urn:inkdex:xmp/1/',
} as const;
type Prefix = keyof typeof namespaces;
const declarations = Object.fromEntries(
  Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${prefix}`, uri]),
);

export interface SidecarPage extends PhotoPage {
  /** In addition to EXIF's orientation. */
  readonly turn: Rotation;
  /** How the file stores the picture: EXIF's orientation (CIPA DC-008), 1 to 8. */
  readonly orientation: number;
  /** ISO 639-1, that of most words first. */
  readonly languages: readonly string[];
  /** Which reading of which library this is. */
  readonly state: string;
}

const empty = `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="${namespaces.rdf}"></rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
/** Between what another program has written as a description and the text of the photo. */
const gap = '\n\n';

/**
 * A sidecar with the words of a photo in place of those that Inkdex wrote before. A description by others stays, with
 * the text below it. What a person has changed or deleted since stays so.
 *
 * @param before the sidecar as it is; null if there is none
 * @throws InkdexError `data-invalid` if it is not XMP
 */
export function sidecarWithWords(before: string | null, page: SidecarPage): string {
  const { document, rdf } = parsed(before ?? empty);
  const text = page.lines.map(textOfLine).join('\n');
  const free = removeOurs(rdf);
  const about = childrenOf(rdf)[0]?.getAttributeNS(namespaces.rdf, 'about') ?? '';
  const list = find(rdf, 'mwg-rs', 'RegionList');
  const words = page.lines.flat().map((word) => regionOf(word, page));
  if (list !== null) append(childrenOf(list)[0] ?? list, words);
  const kept = find(rdf, 'dc', 'description');
  if (free.description && kept !== null) setDefaultText(kept, `${textOf(kept) ?? ''}${gap}${text}`);
  const languages = page.languages.map((code) => xmlNode('rdf:li', {}, code));
  append(rdf, [
    xmlNode('rdf:Description', { 'rdf:about': about, ...declarations }, [
      xmlNode('inkdex:State', {}, page.state),
      xmlNode('inkdex:Text', {}, text),
      ...(free.description && kept === null ? [textNode('dc:description', text)] : []),
      ...(free.comment ? [textNode('exif:UserComment', text)] : []),
      ...(free.language && languages.length > 0
        ? [
            xmlNode('inkdex:Language', {}, page.languages.join(' ')),
            xmlNode('dc:language', {}, [xmlNode('rdf:Bag', {}, languages)]),
          ]
        : []),
      ...(list === null && words.length > 0 ? [regionsOf(page, words)] : []),
    ]),
  ]);
  return new XMLSerializer().serializeToString(document);
}

/**
 * A sidecar without what Inkdex wrote; null if nothing else is in it.
 *
 * @throws InkdexError `data-invalid` if it is not XMP
 */
export function sidecarWithoutWords(before: string): string | null {
  const { document, rdf } = parsed(before);
  removeOurs(rdf);
  return childrenOf(rdf).length === 0 ? null : new XMLSerializer().serializeToString(document);
}

/**
 * Which reading of which library a sidecar has; null if it has none.
 *
 * @throws InkdexError `data-invalid` if it has one but is not XMP
 */
export function stateOf(sidecar: string): string | null {
  // At each start all sidecars are looked at: the form that Inkdex writes needs no parser.
  const own = /<inkdex:State(?:\s[^>]*)?>([^<]*)</u.exec(sidecar)?.[1];
  if (own !== undefined) return own;
  return sidecar.includes(namespaces.inkdex) ? oursIn(parsed(sidecar).rdf, 'State') : null;
}

function parsed(text: string): { readonly document: Document; readonly rdf: Element } {
  if (text.includes('<!DOCTYPE')) throw invalid('it has a document type (<!DOCTYPE ...>), which XMP has not');
  let document: Document;
  try {
    document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
  } catch (thrown) {
    throw invalid(thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown));
  }
  const rdf = document.getElementsByTagNameNS(namespaces.rdf, 'RDF').item(0);
  if (rdf === null) throw invalid('it has no element rdf:RDF');
  return { document, rdf };
}

function invalid(problem: string): InkdexError {
  return new InkdexError('data-invalid', `This file is not XMP: ${problem}. It is left as it is.`);
}

/** Of each field, whether the text of the photo may be written into it. */
interface Free {
  readonly description: boolean;
  readonly comment: boolean;
  readonly language: boolean;
}

/** Removes what Inkdex wrote and nothing else, and the elements that become empty by it. */
function removeOurs(rdf: Element): Free {
  const text = oursIn(rdf, 'Text');
  const language = oursIn(rdf, 'Language');
  const free = {
    description: freeText(find(rdf, 'dc', 'description'), text, true),
    comment: freeText(find(rdf, 'exif', 'UserComment'), text, false),
    language: freeLanguage(find(rdf, 'dc', 'language'), language),
  };
  const list = find(rdf, 'mwg-rs', 'RegionList');
  const bag = list === null ? undefined : childrenOf(list)[0];
  if (bag !== undefined) {
    for (const item of childrenOf(bag)) if (oursIn(item, 'Kind') !== null) detach(item);
    const regions = find(rdf, 'mwg-rs', 'Regions');
    if (childrenOf(bag).length === 0) detach(regions);
  }
  for (const description of childrenOf(rdf)) {
    for (const child of childrenOf(description)) {
      if (child.namespaceURI === namespaces.inkdex) detach(child);
    }
    for (const { namespaceURI, localName } of [...description.attributes]) {
      if (namespaceURI === namespaces.inkdex) description.removeAttributeNS(namespaceURI, localName ?? '');
    }
    const properties = [...description.attributes].filter(
      ({ prefix, nodeName, namespaceURI }) =>
        prefix !== 'xmlns' && nodeName !== 'xmlns' && namespaceURI !== namespaces.rdf,
    );
    if (properties.length === 0 && childrenOf(description).length === 0) detach(description);
  }
  return free;
}

/**
 * Takes the text that Inkdex wrote out of a field. Returns whether it may be written again.
 *
 * @param ours null if Inkdex has written none
 * @param isShared whether the text may stand below that of others
 */
function freeText(field: Element | null, ours: string | null, isShared: boolean): boolean {
  const text = textOf(field);
  // Deleted by a person, if there was one.
  if (field === null || text === null) return ours === null;
  if (ours === null) return isShared;
  if (text === ours) {
    detach(field);
    return true;
  }
  if (!isShared || !text.endsWith(`${gap}${ours}`)) return false;
  setDefaultText(field, text.slice(0, -`${gap}${ours}`.length));
  return true;
}

function freeLanguage(field: Element | null, ours: string | null): boolean {
  if (field === null) return ours === null;
  const codes = [...field.getElementsByTagNameNS(namespaces.rdf, 'li')].map(
    ({ textContent }) => textContent ?? '',
  );
  if (ours === null || codes.join(' ') !== ours) return false;
  detach(field);
  return true;
}

/** The region of a word, relative to the picture as its file stores it. */
function regionOf({ text, quad }: PlacedText, { photo, turn, orientation }: SidecarPage): XmlNode {
  // Sizes of the photo are those after the turn.
  const upright = rotatedSize(photo, inverseRotation(turn));
  const [x, y, width, height] = boxOfQuad(quadBeforeRotation(quad, upright, turn));
  const area = storedArea(
    {
      x: (x + width / 2) / upright.width,
      y: (y + height / 2) / upright.height,
      w: width / upright.width,
      h: height / upright.height,
    },
    orientation,
  );
  const shares = {
    'stArea:x': area.x.toFixed(6),
    'stArea:y': area.y.toFixed(6),
    'stArea:w': area.w.toFixed(6),
    'stArea:h': area.h.toFixed(6),
  };
  // Without a name and the type of a face, programs that collect people do not take it for one.
  return xmlNode('rdf:li', { 'rdf:parseType': 'Resource' }, [
    xmlNode('mwg-rs:Area', { ...shares, 'stArea:unit': 'normalized' }),
    xmlNode('mwg-rs:Description', {}, text),
    xmlNode('inkdex:Kind', {}, 'word'),
  ]);
}

interface Area {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** An area of the upright picture on the picture as it is stored. */
function storedArea({ x, y, w, h }: Area, orientation: number): Area {
  const middles = [
    [x, y],
    [1 - x, y],
    [1 - x, 1 - y],
    [x, 1 - y],
    [y, x],
    [y, 1 - x],
    [1 - y, 1 - x],
    [1 - y, x],
  ];
  const [storedX = x, storedY = y] = middles[orientation - 1] ?? [];
  return orientation < 5 ? { x: storedX, y: storedY, w, h } : { x: storedX, y: storedY, w: h, h: w };
}

function regionsOf({ photo, turn, orientation }: SidecarPage, words: readonly XmlNode[]): XmlNode {
  const { width, height } = rotatedSize(photo, inverseRotation(turn));
  const [w, h] = orientation < 5 ? [width, height] : [height, width];
  const size = { 'stDim:w': w, 'stDim:h': h, 'stDim:unit': 'pixel' };
  return xmlNode('mwg-rs:Regions', { 'rdf:parseType': 'Resource' }, [
    xmlNode('mwg-rs:AppliedToDimensions', size),
    xmlNode('mwg-rs:RegionList', {}, [xmlNode('rdf:Bag', {}, words)]),
  ]);
}

/** A text in the default language (ISO 16684-1, 8.2.2.4). */
function textNode(name: string, text: string): XmlNode {
  return xmlNode(name, {}, [xmlNode('rdf:Alt', {}, [xmlNode('rdf:li', { 'xml:lang': 'x-default' }, text)])]);
}

/** The text of a field: in the default language, or the only one; null if it has none. */
function textOf(field: Element | null): string | null {
  return field === null ? null : (defaultItem(field) ?? field).textContent;
}

function setDefaultText(field: Element, text: string): void {
  (defaultItem(field) ?? field).textContent = text;
}

function defaultItem(field: Element): Element | null {
  const items = [...field.getElementsByTagNameNS(namespaces.rdf, 'li')];
  return items.find((item) => item.getAttribute('xml:lang') === 'x-default') ?? items[0] ?? null;
}

function find(parent: Element, prefix: Prefix, name: string): Element | null {
  return parent.getElementsByTagNameNS(namespaces[prefix], name).item(0);
}

/** What Inkdex wrote inside an element: an element, or the attribute that other programs make of it. */
function oursIn(parent: Element, name: string): string | null {
  const element = find(parent, 'inkdex', name);
  if (element !== null) return element.textContent;
  const holders = [...parent.getElementsByTagNameNS(namespaces.rdf, 'Description')];
  return (
    holders
      .find((each) => each.hasAttributeNS(namespaces.inkdex, name))
      ?.getAttributeNS(namespaces.inkdex, name) ?? null
  );
}

function childrenOf(element: Element): Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
}

/** Appends elements as the last ones. */
function append(parent: Element, nodes: readonly XmlNode[]): void {
  const text = xmlText(xmlNode('all', declarations, nodes), '');
  const all = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  const { ownerDocument } = parent;
  if (all === null || ownerDocument === null) return;
  for (const child of childrenOf(all)) {
    parent.appendChild(ownerDocument.createTextNode('\n'));
    parent.appendChild(ownerDocument.importNode(child, true));
  }
}

/** Removes an element, and the white space before it: a file that is written often does not grow. */
function detach(element: Element | null): void {
  const before = element?.previousSibling ?? null;
  if (before?.nodeType === before?.TEXT_NODE && before?.textContent?.trim() === '')
    before.parentNode?.removeChild(before);
  element?.parentNode?.removeChild(element);
}
