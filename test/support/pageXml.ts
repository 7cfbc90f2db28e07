/** A page of PAGE XML with this inside. */
export function page(
  inside: string,
  { version = '2019-07-15', image = 'p.png', attributes = '' } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/${version}">
<Metadata><Creator>test</Creator></Metadata>
<Page imageFilename="${image}" imageWidth="200" imageHeight="100" ${attributes}>
${inside}
</Page></PcGts>`;
}

export function region(inside: string, attributes = 'id="r1"'): string {
  return `<TextRegion ${attributes}><Coords points="0,0 200,0 200,100 0,100"/>\n${inside}</TextRegion>`;
}

export function line(id: string, inside: string, attributes = ''): string {
  return `<TextLine id="${id}" ${attributes}><Coords points="10,10 190,10 190,30 10,30"/>${inside}</TextLine>\n`;
}

export function word(id: string, points: string, inside: string, attributes = ''): string {
  return `<Word id="${id}" ${attributes}><Coords points="${points}"/>${inside}</Word>`;
}

export function text(content: string, attributes = ''): string {
  return `<TextEquiv ${attributes}><Unicode>${content}</Unicode></TextEquiv>`;
}
