import { DOMParser, type Element } from '@xmldom/xmldom';

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const spaces = [
  `xmlns:rdf="${rdf}"`,
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  'xmlns:exif="http://ns.adobe.com/exif/1.0/"',
  'xmlns:digiKam="http://www.digikam.org/ns/1.0/"',
  'xmlns:darktable="http://darktable.sf.net/"',
  'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"',
  'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"',
  'xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"',
].join(' ');

export function packet(...descriptions: readonly string[]): string {
  return `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${spaces}>${descriptions.join('\n')}</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>`;
}

export function described(attributes: string, inside = ''): string {
  return `<rdf:Description rdf:about="" ${attributes}>${inside}</rdf:Description>`;
}

/** Sidecars in the forms that other programs document, with a value of theirs. */
export const sidecarsOfOthers: Record<string, readonly [xmp: string, value: string]> = {
  'a description as an attribute': [packet(described('dc:description="Ours" xmp:Rating="4"')), 'Ours'],
  'a comment as an attribute': [packet(described('exif:UserComment="mine" xmp:Rating="4"')), 'mine'],
  'a language as an attribute': [packet(described('dc:language="nl"')), 'nl'],
  'a comment in another description': [
    packet(described('xmp:Rating="4"'), described('', '<exif:UserComment>mine</exif:UserComment>')),
    'mine',
  ],
  'a description in two languages': [
    packet(
      described(
        '',
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Tafel</rdf:li><rdf:li xml:lang="nl">bord</rdf:li></rdf:Alt></dc:description>',
      ),
    ),
    'bord',
  ],
  'an empty description': [packet(described('xmp:Label="blue"', '<dc:description/>')), 'blue'],
  'a description that is a resource': [
    packet(described('xmp:Label="blue"', '<dc:description rdf:resource="https://example.org/a"/>')),
    'https://example.org/a',
  ],
  'regions of faces by digiKam': [
    packet(
      described(
        '',
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="9" stDim:h="7" stDim:unit="pixel"/><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource"><mwg-rs:Name>Ada</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions><digiKam:TagsList><rdf:Seq><rdf:li>People/Ada</rdf:li></rdf:Seq></digiKam:TagsList>',
      ),
    ),
    'Ada',
  ],
  'regions with a size only': [
    packet(
      described(
        '',
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="91" stDim:h="7" stDim:unit="pixel"/></mwg-rs:Regions>',
      ),
    ),
    '91',
  ],
  'empty regions': [packet(described('xmp:Label="blue"', '<mwg-rs:Regions/>')), 'blue'],
  'regions with an empty list': [
    packet(
      described(
        'xmp:Label="blue"',
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList/></mwg-rs:Regions>',
      ),
    ),
    'blue',
  ],
  'regions in a description of their own': [
    packet(
      described(
        '',
        '<mwg-rs:Regions><rdf:Description><mwg-rs:AppliedToDimensions><rdf:Description stDim:w="92" stDim:h="7"/></mwg-rs:AppliedToDimensions></rdf:Description></mwg-rs:Regions>',
      ),
    ),
    '92',
  ],
  'the history of darktable': [
    packet(
      described(
        'darktable:history_end="1" xmp:Rating="-1"',
        '<darktable:history><rdf:Seq><rdf:li darktable:operation="exposure" darktable:params="00ff"/></rdf:Seq></darktable:history>',
      ),
    ),
    'exposure',
  ],
  'the settings of Lightroom': [
    packet(
      described(
        'crs:Exposure2012="+0.35" xmp:Rating="5"',
        '<crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurve>',
      ),
    ),
    '255, 255',
  ],
};

/** Properties that stand twice where a reader of XMP allows one, counted without the code that is tested. */
export function twice(xmp: string): string[] {
  const found: string[] = [];
  const [root] = new DOMParser().parseFromString(xmp, 'text/xml').getElementsByTagNameNS(rdf, 'RDF');
  const walk = (holders: readonly Element[]): void => {
    const names = holders.flatMap((holder) => [
      ...[...holder.attributes].filter(
        ({ prefix }) => prefix !== 'xmlns' && prefix !== 'rdf' && prefix !== 'xml',
      ),
      ...elements(holder).filter(({ prefix }) => prefix !== 'rdf'),
    ]);
    const spelt = names.map(({ nodeName }) => nodeName);
    found.push(...spelt.filter((name, at) => spelt.indexOf(name) !== at));
    for (const holder of holders) for (const child of elements(holder)) walk([child]);
  };
  if (root !== undefined) walk(elements(root));
  return found;
}

function elements(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}
