import { DOMParser, XMLSerializer, type Attr, type Document, type Element } from '@xmldom/xmldom';
import { InkdexError } from '../../shared/result.ts';
import { sidecarLimits } from '../exchange/markup/limits.ts';
import { requireModestXml, xmlNode, xmlText, type XmlNode } from '../exchange/markup/xml.ts';

/** The tree of an XMP file (ISO 16684-1, 7: RDF in XML), and its properties in each form in which they may stand. */
export const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  'mwg-rs': 'http://www.metadataworkinggroup.com/schemas/regions/',
  stArea: 'http://ns.adobe.com/xmp/sType/Area#',
  stDim: 'http://ns.adobe.com/xap/1.0/sType/Dimensions#',
  // Exiv2 adds a slash to a name that ends without one.
  inkdex: 'urn:inkdex:xmp/1/',
} as const;
export type Prefix = keyof typeof namespaces;
export const declarations = Object.fromEntries(
  Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${prefix}`, uri]),
);
const xmlNames: readonly (string | null)[] = [
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/XML/1998/namespace',
];

export interface Tree {
  readonly document: Document;
  readonly rdf: Element;
}

/** A larger file is no sidecar: words of a full page take some 100 kB. In bytes. */
export const largestSidecar = 4 * 2 ** 20;

/** @throws InkdexError `data-invalid` if it is not XMP, or holds too much */
export function parsed(text: string): Tree {
  if (text.includes('<!DOCTYPE')) throw invalid('it has a document type (<!DOCTYPE ...>), which XMP has not');
  if (text.length > largestSidecar) throw invalid('it is too large');
  requireModestXml(text, sidecarLimits, invalid);
  let document: Document;
  try {
    document = new DOMParser({ onError: stopAtErrors }).parseFromString(text, 'text/xml');
  } catch (thrown) {
    throw invalid(thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown));
  }
  const rdf = document.getElementsByTagNameNS(namespaces.rdf, 'RDF').item(0);
  if (rdf === null) throw invalid('it has no element rdf:RDF');
  return { document, rdf };
}

/** Warnings are about texts that are read all the same, such as the replacement character. */
function stopAtErrors(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message);
}

export function invalid(problem: string): InkdexError {
  return new InkdexError('data-invalid', `This file is not XMP: ${problem}. It is left as it is.`);
}

export function serialised({ document }: Tree): string {
  return new XMLSerializer().serializeToString(document);
}

/** The first property of a name as an element; null if there is none, or only an attribute. */
export function property(rdf: Element, prefix: Prefix, name: string): Element | null {
  for (const description of childrenOf(rdf)) {
    const found = childrenOf(description).find((child) => isNamed(child, prefix, name));
    if (found !== undefined) return found;
  }
  return null;
}

/** The first property of a name as an attribute, which RDF allows for simple values (7.9.2.2). */
export function shorthand(rdf: Element, prefix: Prefix, name: string): Attr | null {
  const holder = childrenOf(rdf).find((each) => each.hasAttributeNS(namespaces[prefix], name));
  return holder?.getAttributeNodeNS(namespaces[prefix], name) ?? null;
}

/** The element that holds the fields of a structure, in each of its forms (7.9.2.3); null for a form without room. */
export function structure(element: Element): Element | null {
  const { rdf } = namespaces;
  const [first, ...others] = childrenOf(element);
  if (element.getAttributeNS(rdf, 'parseType') === 'Resource') return element;
  if (first !== undefined) return others.length === 0 && isNamed(first, 'rdf', 'Description') ? first : null;
  const isEmpty = (element.textContent ?? '').trim() === '' && ownAttributes(element).length === 0;
  if (!isEmpty) return null;
  element.setAttributeNS(rdf, `${element.lookupPrefix(rdf) ?? 'rdf'}:parseType`, 'Resource');
  return element;
}

export function isNamed(element: Element, prefix: Prefix, name: string): boolean {
  return element.namespaceURI === namespaces[prefix] && element.localName === name;
}

/** Attributes that are properties or qualify them: not the declarations of namespaces. */
function ownAttributes(element: Element): Attr[] {
  return [...element.attributes].filter(({ namespaceURI }) => !xmlNames.includes(namespaceURI));
}

/** Whether nothing is left in a description. */
export function isBare(description: Element): boolean {
  const isProperty = ({ namespaceURI }: Attr): boolean => namespaceURI !== namespaces.rdf;
  return childrenOf(description).length === 0 && !ownAttributes(description).some(isProperty);
}

export function childrenOf(element: Element): Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
}

/** Appends elements as the last ones. */
export function append(parent: Element, nodes: readonly XmlNode[]): void {
  const text = xmlText(xmlNode('all', declarations, nodes), '');
  const all = new DOMParser({ onError: stopAtErrors }).parseFromString(text, 'text/xml').documentElement;
  const { ownerDocument } = parent;
  if (all === null || ownerDocument === null) return;
  for (const child of childrenOf(all)) {
    parent.appendChild(ownerDocument.createTextNode('\n'));
    parent.appendChild(ownerDocument.importNode(child, true));
  }
}

/** Removes an element, and the white space before it: a file that is written often does not grow. */
export function detach(element: Element | null): void {
  const before = element?.previousSibling ?? null;
  if (before?.nodeType === before?.TEXT_NODE && before?.textContent?.trim() === '')
    before.parentNode?.removeChild(before);
  element?.parentNode?.removeChild(element);
}

/**
 * Properties that stand twice in a description or a structure, in either form: other programs refuse such a file
 * ("Duplicate property or field node" of Adobe's toolkit).
 */
export function twins({ rdf }: Tree): Set<string> {
  const found = new Set<string>();
  const seen = new Map<string, Set<string>>();
  const visit = (element: Element, names: Set<string>): void => {
    for (const node of [...ownAttributes(element), ...childrenOf(element)]) {
      const name = `{${node.namespaceURI ?? ''}}${node.localName ?? ''}`;
      if (node.namespaceURI === namespaces.rdf) continue;
      if (names.has(name)) found.add(node.nodeName);
      names.add(name);
    }
  };
  for (const element of [...rdf.getElementsByTagName('*')]) {
    const isTop = element.parentNode === rdf;
    const about = isTop ? (element.getAttributeNS(namespaces.rdf, 'about') ?? '') : '';
    const names = (isTop ? seen.get(about) : undefined) ?? new Set();
    if (isTop) seen.set(about, names);
    visit(element, names);
  }
  return found;
}

/** How often each text stands in a file: of elements without elements in them, and of attributes. */
export function valuesIn({ rdf }: Tree): Map<string, number> {
  const values = new Map<string, number>();
  const add = (value: string): void => {
    if (value !== '') values.set(value, (values.get(value) ?? 0) + 1);
  };
  for (const element of [...rdf.getElementsByTagName('*')]) {
    if (childrenOf(element).length === 0) add((element.textContent ?? '').trim());
    for (const { namespaceURI, value } of ownAttributes(element)) {
      if (namespaceURI !== namespaces.rdf) add(value.trim());
    }
  }
  return values;
}
