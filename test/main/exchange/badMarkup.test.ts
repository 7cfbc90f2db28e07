import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { invalidMessages, recordsIn } from '../../support/pageSamples.ts';

const wholePage = `<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Page imageFilename="p.png" imageWidth="200" imageHeight="100">
    <TextRegion id="r1"><Coords points="0,0 200,0 200,100 0,100"/>
      <TextLine id="l1"><Coords points="10,10 190,10 190,30 10,30"/>
        <TextEquiv><Unicode>Ähre &amp; Öl</Unicode></TextEquiv>
      </TextLine>
    </TextRegion>
  </Page>
</PcGts>`;

const wholeHocr = `<!DOCTYPE html>
<html><body>
<div class='ocr_page' title='image "p.png"; bbox 0 0 200 100'>
<span class='ocr_line' title='bbox 10 10 190 30'>
<span class='ocrx_word' title='bbox 10 10 90 30'>Ähre</span>
</span>
</div>
</body></html>`;

const image = { 'p.png': [200, 100] } as const;

async function messagesOf(xml: string | Uint8Array): Promise<string[]> {
  return invalidMessages(await recordsIn(pageXml, { 'p.xml': xml, ...image }));
}

describe('invalid XML', () => {
  it('is refused with file and line wherever it is cut short, and an incomplete page gives no record', async () => {
    // The umlauts before the end of the page take two bytes each.
    const bytes = Buffer.from(wholePage);
    for (let length = 1; length < bytes.length; length += 7) {
      const records = await recordsIn(pageXml, { 'p.xml': bytes.subarray(0, length), ...image });
      const isWhole = length >= wholePage.indexOf('</Page>') + '</Page>'.length + 2;
      expect(records.map(({ kind }) => kind)).toEqual(isWhole ? ['sample', 'invalid'] : ['invalid']);
      expect(invalidMessages(records)[0]).toMatch(/^\/p\.xml, line \d+: /u);
    }
  });

  it('is refused when tags do not match, with the line', async () => {
    expect(await messagesOf(wholePage.replace('</TextLine>', '</TextLin>'))).toEqual([
      expect.stringMatching(
        /^\/p\.xml, line 7: unexpected close tag: the file is damaged, cut short, or not XML\./u,
      ),
    ]);
  });

  it('is refused with entities that expand without limit (CWE-776)', async () => {
    const bomb = wholePage
      .replace(
        '<PcGts',
        `<!DOCTYPE PcGts [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n} "${`&a${n === 0 ? '' : String(n - 1)};`.repeat(10)}">`).join('')}]>\n<PcGts`,
      )
      .replace('Ähre', '&a19;');
    expect(await messagesOf(bomb)).toEqual([
      expect.stringMatching(/^\/p\.xml, line 2: a document type .* is not allowed/u),
    ]);
  });

  it('is refused with entities that read other files (CWE-611)', async () => {
    const external = wholePage
      .replace('<PcGts', '<!DOCTYPE PcGts [<!ENTITY x SYSTEM "file:///etc/passwd">]><PcGts')
      .replace('Ähre', '&x;');
    expect(await messagesOf(external)).toEqual([
      expect.stringMatching(/^\/p\.xml, line 2: a document type .* is not allowed/u),
    ]);
  });

  it('is refused with an undeclared entity', async () => {
    expect(await messagesOf(wholePage.replace('Ähre', '&x;'))).toEqual([
      expect.stringMatching(/^\/p\.xml, line 6: undefined entity/u),
    ]);
  });

  it('is refused with a million nested elements', async () => {
    const deep = wholePage.replace('<TextEquiv>', `${'<a>'.repeat(1_000_000)}<TextEquiv>`);
    expect(await messagesOf(deep)).toEqual(['/p.xml, line 6: more than 200 elements are nested.']);
    const nested = (depth: number): string =>
      wholePage.replace('<TextEquiv>', `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}<TextEquiv>`);
    expect([(await messagesOf(nested(196))).length, (await messagesOf(nested(197))).length]).toEqual([0, 1]);
  });

  it('is refused with more attributes than any program writes, as HTML too', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => ` a${at}="1"`).join('');
    const problem = (line: number) => `line ${line}: more than 2,000 attributes are in one element.`;
    expect(await messagesOf(wholePage.replace('<TextLine', `<TextLine${many}`))).toEqual([
      expect.stringContaining(problem(4)),
    ]);
    const html = wholeHocr.replace("<span class='ocr_line'", `<span class='ocr_line'${many}`);
    expect(invalidMessages(await recordsIn(hocr, { 'p.html': html, ...image }))).toEqual([
      expect.stringContaining('more than 2,000 attributes are in one element.'),
    ]);
  });

  it('is read in linear time when an attribute is very long', async () => {
    const long = 'a'.repeat(1_000_000);
    const custom = wholePage.replace('<TextLine id="l1"', `<TextLine id="l1" custom="${long}"`);
    expect(await recordsIn(pageXml, { 'p.xml': custom, ...image })).toMatchObject([{ kind: 'sample' }]);
    const points = wholePage.replace('10,10', `${'1'.repeat(1_000_000)}x,10`);
    expect(await messagesOf(points)).toEqual([
      '/p.xml, line 5: a point of the outline is not a pair of numbers.',
    ]);
  });

  it('is read in its declared or marked encoding, and refused when its bytes do not fit', async () => {
    const latin = Buffer.from(wholePage.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const wide = Buffer.from(`\u{feff}${wholePage.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    for (const bytes of [latin, wide, Buffer.from(`\u{feff}${wholePage}`)]) {
      const records = await recordsIn(pageXml, { 'p.xml': bytes, ...image });
      expect(records).toMatchObject([{ kind: 'sample', sample: { text: 'Ähre & Öl' } }]);
    }
    expect(await messagesOf(Buffer.from(wholePage, 'latin1'))).toEqual([
      expect.stringMatching(/the following text is not valid UTF-8\. Save the file as UTF-8\.$/u),
    ]);
    expect(await messagesOf(wholePage.replace('UTF-8', 'klingon'))).toEqual([
      expect.stringMatching(/the encoding "klingon" is unknown/u),
    ]);
  });

  it('is an error for ALTO too, and not taken for another format', async () => {
    const records = await recordsIn(alto, {
      'p.xml': '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>',
    });
    expect(invalidMessages(records)).toEqual([expect.stringMatching(/^\/p\.xml, line 1: unclosed tag: /u)]);
    const other = await recordsIn(alto, { 'p.xml': wholePage, ...image });
    expect(other.map(({ kind }) => kind)).toEqual(['skipped', 'invalid']);
  });
});

describe('invalid HTML', () => {
  it('is refused when it is cut short, naming the page without an end', async () => {
    const bytes = Buffer.from(wholeHocr);
    const start = wholeHocr.indexOf('<span');
    for (let length = start; length < bytes.length - '</html>'.length; length += 7) {
      const records = await recordsIn(hocr, { 'p.hocr': bytes.subarray(0, length), ...image });
      expect(invalidMessages(records)).toHaveLength(1);
      expect(invalidMessages(records)[0]).toMatch(/^\/p\.hocr, line \d+/u);
    }
  });

  it('is refused with a document type that declares entities', async () => {
    const bomb = wholeHocr.replace(
      '<!DOCTYPE html>',
      '<!DOCTYPE html [<!ENTITY a "&b;&b;"><!ENTITY b "c">]>',
    );
    expect(invalidMessages(await recordsIn(hocr, { 'p.hocr': bomb, ...image }))).toEqual([
      expect.stringMatching(/^\/p\.hocr, line 1: document types with declarations are not allowed/u),
    ]);
  });
});
