import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import type { IncomingSample } from '../../../main/exchange/exchangeFormat.ts';
import { invalidMessages, recordKinds, recordsIn, samplesIn } from '../../support/pageSamples.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

const size = [200, 100] as const;

interface Parts {
  readonly version?: number;
  readonly unit?: string;
  readonly header?: string;
  readonly page?: string;
}

function altoFile(
  lines: string,
  { version = 4, unit = 'pixel', header = '', page = 'WIDTH="200" HEIGHT="100"' }: Parts = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v${version}#">
<Description><MeasurementUnit>${unit}</MeasurementUnit>
<sourceImageInformation><fileName>p.png</fileName></sourceImageInformation></Description>
${header}
<Layout><Page ID="p1" PHYSICAL_IMG_NR="1" ${page}>
<PrintSpace>${lines}</PrintSpace>
</Page></Layout></alto>`;
}

function block(inside: string, attributes = 'ID="b1"'): string {
  return `<TextBlock ${attributes}>\n${inside}</TextBlock>`;
}

function line(
  id: string,
  inside: string,
  attributes = 'HPOS="10" VPOS="10" WIDTH="180" HEIGHT="20"',
): string {
  return `<TextLine ID="${id}" ${attributes}>${inside}</TextLine>\n`;
}

function string(content: string, left: number, width: number, attributes = '', inside = ''): string {
  const place = `HPOS="${left}" VPOS="10" WIDTH="${width}" HEIGHT="20"`;
  return `<String CONTENT="${content}" ${place} ${attributes}>${inside}</String>`;
}

function shown(samples: readonly IncomingSample[]): unknown[] {
  return samples.map(({ key, level, text, line: number, position }) => [key, level, text, number, position]);
}

describe('ALTO', () => {
  it.each([2, 3, 4])('is read in version %i', async (version) => {
    const files = {
      'p.xml': altoFile(block(line('l1', string('Été', 10, 40, 'ID="s1"'))), { version }),
      'p.png': size,
    };
    const samples = await samplesIn(alto, files);
    expect(samples).toMatchObject([
      {
        key: 'p/s1',
        level: 'word',
        file: 'p.png',
        text: 'Été',
        line: 0,
        position: 0,
        quad: quadOfBox([10, 10, 40, 20]),
      },
    ]);
  });

  it('takes strings without a place of their own as the text of their line', async () => {
    const whole = 'HPOS="10" VPOS="10" WIDTH="180" HEIGHT="20"';
    const samples = await samplesIn(alto, {
      'p.xml': altoFile(
        block(
          line('l1', `<String CONTENT="one" ${whole}/><SP/><String CONTENT="two" ${whole}/>`) +
            line('l2', '<String CONTENT="three"/><String CONTENT="four"/>') +
            line('l3', string('five six', 11, 170)) +
            line('l4', string('seven', 10, 40) + string('eight', 60, 40)),
        ),
      ),
      'p.png': size,
    });
    expect(shown(samples)).toEqual([
      ['p/l1', 'line', 'one two', 0, null],
      ['p/l2', 'line', 'three four', 1, null],
      ['p/l3', 'line', 'five six', 2, null],
      ['p/l4/word-0', 'word', 'seven', 3, 0],
      ['p/l4/word-1', 'word', 'eight', 3, 1],
    ]);
  });

  it.each([
    ['mm10', 'WIDTH="2000" HEIGHT="1000"', 10],
    ['inch1200', 'WIDTH="4000" HEIGHT="2000"', 20],
    ['pixel', 'WIDTH="400" HEIGHT="200"', 2],
  ])('scales %s to the image by the sizes of both', async (unit, page, factor) => {
    const inside = `<String CONTENT="a" HPOS="${10 * factor}" VPOS="${20 * factor}" WIDTH="${30 * factor}" HEIGHT="${40 * factor}"/>`;
    const files = { 'p.xml': altoFile(block(line('l1', inside, '')), { unit, page }), 'p.png': size };
    expect((await samplesIn(alto, files)).map(({ quad }) => quad)).toEqual([
      [
        [10, 20],
        [40, 20],
        [40, 60],
        [10, 60],
      ],
    ]);
  });

  it('refuses units that cannot be converted to pixels', async () => {
    const inside = block(line('l1', string('a', 10, 40)));
    const unknown = altoFile(inside, { unit: 'furlong' });
    const unsized = altoFile(inside, { unit: 'mm10', page: '' });
    expect(
      invalidMessages(await recordsIn(alto, { 'a.xml': unknown, 'b.xml': unsized, 'p.png': size })),
    ).toEqual([
      '/a.xml, line 6: MeasurementUnit is "furlong"; expected pixel, mm10 or inch1200.',
      '/b.xml, line 6: the page is measured in mm10, but has no WIDTH and HEIGHT, so it cannot be scaled to its image.',
    ]);
  });

  it('refuses a string with a box of negative width, and keeps the others of its line', async () => {
    const inside = block(line('l1', string('a', 10, 40) + string('b', 100, -40)));
    const records = await recordsIn(alto, { 'p.xml': altoFile(inside), 'p.png': size });
    expect(records).toMatchObject([{ kind: 'sample', sample: { text: 'a' } }, { kind: 'invalid' }]);
    expect(invalidMessages(records)).toEqual([
      '/p.xml, line 8: the box x 100, y 10, width -40, height 20 has a negative width or height.',
    ]);
  });

  it('appends a hyphen to the word before it, with its box', async () => {
    const hyphen = (content: string): string =>
      `<HYP CONTENT="${content}" HPOS="100" VPOS="12" WIDTH="8" HEIGHT="4"/>`;
    const part = 'SUBS_TYPE="HypPart1" SUBS_CONTENT="handwriting"';
    const samples = await samplesIn(alto, {
      'p.xml': altoFile(
        block(
          line('l1', string('the', 10, 20) + string('hand', 60, 40, part) + hyphen('&#xAD;')) +
            line('l2', string('hand-', 60, 48, part) + hyphen('-')),
        ),
      ),
      'p.png': size,
    });
    expect(samples.map(({ text }) => text)).toEqual(['the', 'hand-', 'hand-']);
    expect(samples[1]?.quad).toEqual([
      [60, 10],
      [108, 10],
      [108, 30],
      [60, 30],
    ]);
  });

  it('keeps alternatives, and reads languages and splits from attributes and tags', async () => {
    const header =
      '<Tags><OtherTag ID="t1" TYPE="language" LABEL="deu"/><OtherTag ID="t2" TYPE="split" LABEL="validation"/>' +
      '<OtherTag ID="t3" TYPE="type" LABEL="heading"/></Tags>';
    const samples = await samplesIn(alto, {
      'p.xml': altoFile(
        block(
          line(
            'l1',
            string(
              'a',
              10,
              40,
              'LANG="fr-CA"',
              '<ALTERNATIVE>o</ALTERNATIVE><ALTERNATIVE PURPOSE="x">e</ALTERNATIVE>',
            ) + string('b', 60, 40, 'TAGREFS="t1 t3"'),
            'TAGREFS="t3 t2" HPOS="10" VPOS="10" WIDTH="180" HEIGHT="20"',
          ),
          'ID="b1" LANG="en"',
        ) + block(line('l2', string('c', 10, 40)), 'ID="b2" language="it"'),
        { header },
      ),
      'p.png': size,
    });
    expect(samples.map(({ language, split }) => [language, split])).toEqual([
      ['fr-CA', 'validation'],
      ['de', 'validation'],
      ['it', null],
    ]);
    expect(samples[0]?.alternatives).toEqual([
      { text: 'o', confidence: 0 },
      { text: 'e', confidence: 0 },
    ]);
  });

  it('reads blocks and lines in the order of the first ordered group, also when it lists only some', async () => {
    const header =
      '<ReadingOrder><UnorderedGroup ID="u"><OrderedGroup ID="o"><ElementRef ID="e1" REF="b2"/><ElementRef ID="e2" REF="s3"/>' +
      '<ElementRef ID="e3" REF="l2"/></OrderedGroup></UnorderedGroup></ReadingOrder>';
    const samples = await samplesIn(alto, {
      'p.xml': altoFile(
        block(
          line('l1', string('4', 10, 40)) +
            line('l2', string('3', 10, 40)) +
            line('l3', string('2', 10, 40, 'ID="s3"')),
        ) + `<ComposedBlock ID="c">${block(line('l4', string('1', 10, 40)), 'ID="b2"')}</ComposedBlock>`,
        { header },
      ),
      'p.png': size,
    });
    expect(samples.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
  });

  it('keeps a polygon, and rotates its quad along the baseline', async () => {
    const shape = '<Shape><Polygon POINTS="20,40 60,30 100,40 100,60 20,60"/></Shape>';
    const inside = (baseline: string): string =>
      `<TextLine ID="l${baseline.length.toString()}" BASELINE="${baseline}">${shape}<String CONTENT="a b"/></TextLine>`;
    const samples = await samplesIn(alto, {
      'p.xml': altoFile(block(inside('55') + inside('100 55 20 55'))),
      'p.png': size,
    });
    expect(samples.map(({ quad }) => quad?.[0])).toEqual([
      [20, 30],
      [100, 60],
    ]);
    expect(samples[0]?.polygon).toEqual([
      [20, 40],
      [60, 30],
      [100, 40],
      [100, 60],
      [20, 60],
    ]);
  });

  it('finds an image that the file does not name, and takes it for the first page only', async () => {
    const file = altoFile(block(line('l1', string('a', 10, 40))))
      .replace('<fileName>p.png</fileName>', '<fileName/>')
      .replace(
        '</Layout>',
        `<Page ID="p2" PHYSICAL_IMG_NR="2"><PrintSpace>${block(line('l1', string('b', 10, 40)))}</PrintSpace></Page></Layout>`,
      );
    const records = await recordsIn(alto, { 'book.xml': file, 'book.png': size });
    expect(recordKinds(records)).toEqual(['sample', 'further page with the image of an earlier one']);
    expect(records[0]).toMatchObject({ sample: { key: 'book/l1/word-0', page: 'book', text: 'a' } });
  });
});
