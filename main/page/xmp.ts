import type { Element } from '@xmldom/xmldom';
import { boxOfQuad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import { inverseRotation, quadBeforeRotation, rotatedSize, type Rotation } from '../../shared/rotation.ts';
import { xmlNode, type XmlNode } from '../exchange/markup/xml.ts';
import { textOfLines, type Page, type PlacedText } from '../../shared/page/page.ts';
import {
  append,
  childrenOf,
  declarations,
  detach,
  isBare,
  isNamed,
  namespaces,
  parsed,
  property,
  serialised,
  shorthand,
  structure,
  twins,
  valuesIn,
} from './xmpTree.ts';

/**
 * Handwriting in XMP sidecars (ISO 16684-1): the text as `dc:description` and `exif:UserComment`, which photo programs
 * show and search; each word as a region of the Metadata Working Group (Guidelines 2.0, 5.9); and what marks both as
 * Inkdex's. Everything else in a sidecar belongs to a person or another program and stays.
 */
export interface Sidecar {
  readonly page: Page<PlacedText>;
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
 * the text below it. What a person has changed or deleted since stays so, and so does a field in a form that has no room.
 *
 * @param before the sidecar as it is; null if there is none
 * @throws InkdexError `data-invalid` if it is not XMP, or would not be as others can read it
 */
export function sidecarWithWords(before: string | null, sidecar: Sidecar): string {
  const { page, state, languages } = sidecar;
  const tree = parsed(before ?? empty);
  const { rdf } = tree;
  const earlierTwins = twins(tree);
  const text = textOfLines(page.lines);
  const free = removeOurs(rdf);
  const theirs = valuesIn(tree);
  const about = childrenOf(rdf)[0]?.getAttributeNS(namespaces.rdf, 'about') ?? '';
  const kept = free.description ? describedByOthers(rdf) : null;
  if (kept !== null) {
    const above = textOf(kept) ?? '';
    setDefaultText(kept, above === '' ? text : `${above}${gap}${text}`);
  }
  const codes = languages.map((code) => xmlNode('rdf:li', {}, code));
  const words = page.lines.flat().map((word) => regionOf(word, sidecar));
  const regions = words.length === 0 ? null : addRegions(rdf, sizeOf(sidecar), words);
  append(rdf, [
    xmlNode('rdf:Description', { 'rdf:about': about, ...declarations }, [
      xmlNode('inkdex:State', {}, state),
      xmlNode('inkdex:Text', {}, text),
      ...(free.description && kept === null ? [textNode('dc:description', text)] : []),
      ...(free.comment ? [textNode('exif:UserComment', text)] : []),
      ...(free.language && languages.length > 0
        ? [
            xmlNode('inkdex:Language', {}, languages.join(' ')),
            xmlNode('dc:language', {}, [xmlNode('rdf:Bag', {}, codes)]),
          ]
        : []),
      ...(regions ?? []),
    ]),
  ]);
  const after = serialised(tree);
  requireSound(after, { twins: earlierTwins, values: theirs });
  return after;
}

/**
 * Makes sure that a sidecar can be read, that no property stands twice that did not before, and that everything of others
 * is still there.
 */
function requireSound(
  after: string,
  before: { readonly twins: ReadonlySet<string>; readonly values: ReadonlyMap<string, number> },
): void {
  const tree = parsed(after);
  const [twin] = [...twins(tree)].filter((name) => !before.twins.has(name));
  removeOurs(tree.rdf);
  const values = valuesIn(tree);
  const [lost] = [...before.values].find(([value, count]) => (values.get(value) ?? 0) < count) ?? [];
  const problem = twin !== undefined ? `${twin} would stand in it twice` : `"${lost ?? ''}" would be lost`;
  if (twin === undefined && lost === undefined) return;
  throw new InkdexError(
    'data-invalid',
    `The words cannot be written into this file: ${problem}. It is left as it is.`,
  );
}

/** The description of others as an element, also where it was an attribute; null if there is none. */
function describedByOthers(rdf: Element): Element | null {
  const attribute = shorthand(rdf, 'dc', 'description');
  const { ownerElement: holder } = attribute ?? {};
  if (attribute === null || holder === null || holder === undefined)
    return property(rdf, 'dc', 'description');
  append(holder, [textNode('dc:description', attribute.value)]);
  holder.removeAttributeNode(attribute);
  return property(rdf, 'dc', 'description');
}

/**
 * Adds the regions of words to those of others.
 *
 * @returns what stands beside them in the description of Inkdex: which parts of the structure are not of others, or the
 * whole structure if there is none
 */
function addRegions(rdf: Element, size: XmlNode, words: readonly XmlNode[]): XmlNode[] {
  if (shorthand(rdf, 'mwg-rs', 'Regions') !== null) return [];
  const regions = property(rdf, 'mwg-rs', 'Regions');
  if (regions === null) {
    return [xmlNode('mwg-rs:Regions', { 'rdf:parseType': 'Resource' }, [size, listOf(words)])];
  }
  const inside = structure(regions);
  if (inside === null) return [];
  const list = childrenOf(inside).find((child) => isNamed(child, 'mwg-rs', 'RegionList'));
  const [bag] = list === undefined ? [] : childrenOf(list);
  if (bag !== undefined) {
    append(bag, words);
    return [];
  }
  detach(list ?? null);
  const hasSize = childrenOf(inside).some((child) => isNamed(child, 'mwg-rs', 'AppliedToDimensions'));
  append(inside, [...(hasSize ? [] : [size]), listOf(words)]);
  return [xmlNode('inkdex:Regions', {}, hasSize ? 'RegionList' : 'AppliedToDimensions RegionList')];
}

/**
 * A sidecar without what Inkdex wrote; null if nothing else is in it.
 *
 * @throws InkdexError `data-invalid` if it is not XMP
 */
export function sidecarWithoutWords(before: string): string | null {
  const tree = parsed(before);
  removeOurs(tree.rdf);
  return childrenOf(tree.rdf).length === 0 ? null : serialised(tree);
}

/**
 * Which reading of which library a sidecar has; null if it has none.
 *
 * @throws InkdexError `data-invalid` if it has one but is not XMP
 */
export function stateOf(sidecar: string): string | null {
  if (!sidecar.includes(namespaces.inkdex)) return null;
  // At each start all sidecars are checked: the form that Inkdex writes needs no parser.
  const opening = '<inkdex:State>';
  const at = sidecar.indexOf(opening);
  const end = at === -1 ? -1 : sidecar.indexOf('<', at + opening.length);
  return end === -1 ? oursIn(parsed(sidecar).rdf, 'State') : sidecar.slice(at + opening.length, end);
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
  if (text !== null) describedByOthers(rdf);
  const free = {
    description: freeText(property(rdf, 'dc', 'description'), text, true),
    comment:
      freeText(property(rdf, 'exif', 'UserComment'), text, false) &&
      shorthand(rdf, 'exif', 'UserComment') === null,
    language:
      freeLanguage(property(rdf, 'dc', 'language'), language) && shorthand(rdf, 'dc', 'language') === null,
  };
  removeRegions(rdf, oursIn(rdf, 'Regions')?.split(' ') ?? null);
  for (const description of childrenOf(rdf)) {
    const ours = childrenOf(description).filter(({ namespaceURI }) => namespaceURI === namespaces.inkdex);
    const named = [...description.attributes].filter(
      ({ namespaceURI }) => namespaceURI === namespaces.inkdex,
    );
    for (const child of ours) detach(child);
    for (const attribute of named) description.removeAttributeNode(attribute);
    if (ours.length + named.length > 0 && isBare(description)) detach(description);
  }
  return free;
}

/** @param parts of the structure that Inkdex added to one of others; null: the structure is its own, if it gets empty */
function removeRegions(rdf: Element, parts: readonly string[] | null): void {
  const regions = property(rdf, 'mwg-rs', 'Regions');
  const list = regions?.getElementsByTagNameNS(namespaces['mwg-rs'], 'RegionList').item(0) ?? null;
  const [bag] = list === null ? [] : childrenOf(list);
  if (regions === null || list === null || bag === undefined) return;
  const items = childrenOf(bag);
  const ours = items.filter((item) => oursIn(item, 'Kind') !== null);
  for (const item of ours) detach(item);
  if (ours.length === 0 || ours.length < items.length) return;
  if (parts === null) {
    detach(regions);
    return;
  }
  const inside = structure(regions);
  for (const part of inside === null ? [] : childrenOf(inside)) {
    if (parts.includes(part.localName ?? '')) detach(part);
  }
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
  if (hasOtherForm(field)) return false;
  if (ours === null) return isShared;
  if (text === ours) {
    detach(field);
    return true;
  }
  if (!isShared || !text.endsWith(`${gap}${ours}`)) return false;
  setDefaultText(field, text.slice(0, -`${gap}${ours}`.length));
  return true;
}

/** Whether a field is neither a text nor a list of texts. */
function hasOtherForm(field: Element): boolean {
  const [list] = childrenOf(field);
  const isText = list === undefined || childrenOf(list).every((item) => isNamed(item, 'rdf', 'li'));
  return !isText || field.hasAttributeNS(namespaces.rdf, 'resource');
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
function regionOf({ text, quad }: PlacedText, { page, turn, orientation }: Sidecar): XmlNode {
  // Sizes of the photo are those after the turn.
  const upright = rotatedSize(page.photo, inverseRotation(turn));
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

/** The size of the picture as its file stores it. */
function sizeOf({ page, turn, orientation }: Sidecar): XmlNode {
  const { width, height } = rotatedSize(page.photo, inverseRotation(turn));
  const [w, h] = orientation < 5 ? [width, height] : [height, width];
  return xmlNode('mwg-rs:AppliedToDimensions', { 'stDim:w': w, 'stDim:h': h, 'stDim:unit': 'pixel' });
}

function listOf(words: readonly XmlNode[]): XmlNode {
  return xmlNode('mwg-rs:RegionList', {}, [xmlNode('rdf:Bag', {}, words)]);
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

/** What Inkdex wrote inside an element: an element, or the attribute that other programs make of it. */
function oursIn(parent: Element, name: string): string | null {
  const element = parent.getElementsByTagNameNS(namespaces.inkdex, name).item(0);
  if (element !== null) return element.textContent;
  const holders = [...parent.getElementsByTagNameNS(namespaces.rdf, 'Description')];
  return (
    holders
      .find((each) => each.hasAttributeNS(namespaces.inkdex, name))
      ?.getAttributeNS(namespaces.inkdex, name) ?? null
  );
}
