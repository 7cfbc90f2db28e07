import { describe, expect, it } from 'vitest';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import type { IncomingSample } from '../../../main/exchange/exchangeFormat.ts';
import { invalidMessages, recordKinds, recordsIn, samplesIn } from '../../support/pageSamples.ts';

import { line, page, region, text, word } from '../../support/pageXml.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

const size = [200, 100] as const;

function shown(samples: readonly IncomingSample[]): unknown[] {
  return samples.map(({ key, level, text: content, line: number, position }) => [
    key,
    level,
    content,
    number,
    position,
  ]);
}

describe('PAGE XML', () => {
  it.each(['É.png', ''])(
    'finds its image, %j, when its accents are decomposed as on macOS',
    async (image) => {
      const apart = (name: string): string => name.normalize('NFD');
      const samples = await samplesIn(pageXml, {
        'É.xml': page(region(line('l1', text('Été'))), { image }),
        [apart('É.png')]: size,
      });
      expect(samples.map(({ file }) => file)).toEqual([apart('É.png')]);
    },
  );

  it.each(['2013-07-15', '2016-07-15', '2019-07-15'])('is read in version %s', async (version) => {
    const samples = await samplesIn(pageXml, {
      'p.xml': page(region(line('l1', text('Été'))), { version }),
      'p.png': size,
    });
    expect(samples).toMatchObject([
      {
        key: 'p/l1',
        level: 'line',
        file: 'p.png',
        page: 'p',
        text: 'Été',
        line: 0,
        position: null,
        quad: quadOfBox([10, 10, 180, 20]),
        polygon: null,
      },
    ]);
  });

  it('gives the words of a line when they have texts, and the line when they have none', async () => {
    const words =
      word('w1', '10,10 50,10 50,30 10,30', text('one')) + word('w2', '60,10 99,10 99,30 60,30', text('two'));
    const files = {
      'p.xml': page(region(line('l1', `${words}${text('one two')}`) + line('l2', text('three four')))),
      'p.png': size,
    };
    expect(shown(await samplesIn(pageXml, files))).toEqual([
      ['p/w1', 'word', 'one', 0, 0],
      ['p/w2', 'word', 'two', 0, 1],
      ['p/l2', 'line', 'three four', 1, null],
    ]);
    expect(shown(await samplesIn(pageXml, files, 'lines'))).toEqual([
      ['p/l1', 'line', 'one two', 0, null],
      ['p/l2', 'line', 'three four', 1, null],
    ]);
    expect(shown(await samplesIn(pageXml, files, 'pages'))).toEqual([
      ['p', 'page', 'one two\nthree four', null, null],
    ]);
  });

  it('reads regions in reading order, and lines by their index', async () => {
    const order =
      '<ReadingOrder><OrderedGroup id="o"><UnorderedGroupIndexed id="u" index="1"><RegionRef regionRef="a"/>' +
      '</UnorderedGroupIndexed><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>';
    const inA =
      line('a2', text('4'), 'custom="readingOrder {index:1;}"') + line('a1', text('3'), 'index="0"');
    const inB = line('b1', text('1')) + line('b2', text('2'));
    const samples = await samplesIn(pageXml, {
      'p.xml': page(
        order + region(inA, 'id="a"') + region(inB, 'id="b"') + region(line('c', text('5')), 'id="c"'),
      ),
      'p.png': size,
    });
    expect(samples.map((sample) => sample.text)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('reads the lines of cells, as Transkribus writes tables, and of regions that are none of text', async () => {
    const cell = (id: string, inside: string): string =>
      `<TableCell row="0" col="0" id="${id}"><Coords points="0,0 99,0 99,99 0,99"/>${inside}</TableCell>`;
    const samples = await samplesIn(pageXml, {
      'p.xml': page(
        `<TableRegion id="t"><Coords points="0,0 200,0 200,100 0,100"/>
          ${cell('c1', line('l1', text('in a cell')))}${cell('c2', region(line('l2', text('deeper')), 'id="r2"'))}
        </TableRegion><CustomRegion id="c">${line('l3', text('elsewhere'))}</CustomRegion>`,
      ),
      'p.png': size,
    });
    expect(samples.map(({ text: found }) => found)).toEqual(['in a cell', 'deeper', 'elsewhere']);
  });

  it('keeps alternatives in the order of their index, with their confidence', async () => {
    const readings =
      text('third', 'index="2" conf="0.1"') +
      text('first', 'index="0"') +
      text('second', 'index="1" conf="0.75"');
    const [sample] = await samplesIn(pageXml, { 'p.xml': page(region(line('l1', readings))), 'p.png': size });
    expect(sample).toMatchObject({
      text: 'first',
      alternatives: [
        { text: 'second', confidence: 0.75 },
        { text: 'third', confidence: 0.1 },
      ],
    });
  });

  it('recognises the language by its name and by a code, from the element or from those around it', async () => {
    const words =
      word('w1', '10,10 50,10 50,30 10,30', text('a'), 'language="German"') +
      word('w2', '60,10 99,10 99,30 60,30', text('b'));
    const samples = await samplesIn(pageXml, {
      'p.xml': page(
        region(
          line('l1', words, 'custom="language {type:hbo;}"') +
            line('l2', text('c'), 'primaryLanguage="other"'),
        ),
        { attributes: 'primaryLanguage="French"' },
      ),
      'p.png': size,
    });
    expect(samples.map(({ language }) => language)).toEqual(['de', 'hbo', 'fr']);
  });

  it('recognises the splits that kraken writes, and ignores other values', async () => {
    const lines = ['train', 'validation', 'test', 'invalid'].map((name) =>
      line(name, text(name), `custom="readingOrder {index:0;} split {type: ${name};}"`),
    );
    const samples = await samplesIn(pageXml, { 'p.xml': page(region(lines.join(''))), 'p.png': size });
    expect(samples.map(({ split }) => split)).toEqual(['train', 'validation', 'test', null]);
  });

  it('makes a quad of four corners wherever they begin, and keeps any other outline as a polygon', async () => {
    const counterclockwise = word('w1', '10,10 10,30 50,30 50,10', text('a'));
    const five = word('w2', '60,12 80,10 99,12 99,30 60,30', text('b'));
    const samples = await samplesIn(pageXml, {
      'p.xml': page(region(line('l1', counterclockwise + five))),
      'p.png': size,
    });
    expect(samples[0]).toMatchObject({
      quad: quadOfBox([10, 10, 40, 20]),
      polygon: null,
    });
    expect(samples[1]).toMatchObject({
      quad: [
        [60, 10],
        [99, 10],
        [99, 30],
        [60, 30],
      ],
      polygon: [
        [60, 12],
        [80, 10],
        [99, 12],
        [99, 30],
        [60, 30],
      ],
    });
  });

  it('rotates the quad along the baseline: from bottom to top, and upside down', async () => {
    const lineOf = (id: string, baseline: string): string =>
      `<TextLine id="${id}"><Coords points="40,20 60,20 60,80 40,80"/><Baseline points="${baseline}"/>${text('a')}</TextLine>`;
    const samples = await samplesIn(pageXml, {
      'p.xml': page(region(lineOf('up', '55,80 55,20') + lineOf('down', '60,25 40,25'))),
      'p.png': size,
    });
    expect(samples.map(({ quad }) => quad)).toEqual([
      [
        [40, 80],
        [40, 20],
        [60, 20],
        [60, 80],
      ],
      [
        [60, 80],
        [40, 80],
        [40, 20],
        [60, 20],
      ],
    ]);
  });

  it('leaves out lines without text, and reports them', async () => {
    const records = await recordsIn(pageXml, {
      'p.xml': page(region(line('l1', '') + line('l2', text(' ')))),
      'p.png': size,
    });
    expect(records).toMatchObject([
      { kind: 'skipped', reason: 'line without text' },
      { kind: 'skipped', reason: 'line without text' },
    ]);
  });

  it('finds the image beside the page, above it, by its last part, and never outside the folder', async () => {
    const inside = region(line('l1', text('a')));
    const files = (image: string) => ({
      'in/page/p.xml': page(inside, { image }),
      'in/p.png': size,
      'q.png': size,
    });
    for (const image of ['p.png', '../p.png', 'C:\\scans\\p.png', 'https://example.org/iiif/p.png']) {
      expect((await samplesIn(pageXml, files(image))).map(({ file }) => file)).toEqual(['in/p.png']);
    }
    const climbing = await recordsIn(pageXml, { 'p.xml': page(inside, { image: '../../etc/q.jpg' }) });
    expect(invalidMessages(climbing)).toEqual([
      '/p.xml, line 4: the image "../../etc/q.jpg" was not found in "". Add the image, or remove its entries.',
    ]);
  });

  it('scales a page that was described at another size to its image, unless their proportions differ', async () => {
    const inside = region(line('l1', text('a')));
    const [sample] = await samplesIn(pageXml, { 'p.xml': page(inside), 'p.png': [400, 200] });
    expect(sample?.quad).toEqual([
      [20, 20],
      [380, 20],
      [380, 60],
      [20, 60],
    ]);
    const turned = await recordsIn(pageXml, { 'p.xml': page(inside), 'p.png': [100, 200] });
    expect(invalidMessages(turned)).toEqual([
      '/p.xml, line 4: the page is 200 x 100, but its image 100 x 200 pixels: the image is another one, or rotated.',
    ]);
  });

  it('keeps valid records beside invalid ones, and names each invalid one with its line', async () => {
    const bad = [
      word('outside', '10,10 500,10 500,30 10,30', text('a')),
      word('no-number', '10,10 NaN,10 50,30 10,30', text('a')),
      word('two-points', '10,10 50,30', text('a')),
      word('endless', '10,10 '.repeat(200_000), text('a')),
      word('flat', '10,10 50,10 50,10 10,10', text('a')),
      word('sure', '10,10 50,10 50,30 10,30', text('a') + text('b', 'conf="7"')),
      word('carried', '10,10 50,10 50,30 10,30', text('a'), 'custom="inkdex {key:1;}"'),
      word('good', '10,10 50,10 50,30 10,30', text('a')),
      word('good', '60,10 90,10 90,30 60,30', text('b')),
    ];
    const records = await recordsIn(pageXml, {
      'p.xml': page(region(line('l1', bad.join('\n')))),
      'p.png': size,
    });
    expect(records.flatMap((record) => (record.kind === 'sample' ? [record.sample.key] : []))).toEqual([
      'p/outside',
      'p/good',
    ]);
    expect(recordKinds(records).filter((kind) => kind === 'outline without an area')).toHaveLength(2);
    expect(invalidMessages(records)).toEqual([
      '/p.xml, line 7: a point of the outline is not a pair of numbers.',
      '/p.xml, line 9: the outline has 200000 points; expected at most 10000.',
      expect.stringMatching(/^\/p.xml, line 11: alternatives\.0\.confidence: /u),
      '/p.xml, line 12: "inkdex {...}" in its custom attribute was changed or damaged. Remove it.',
      expect.stringMatching(/^\/p.xml, line 14: the key "p\/good" occurs twice/u),
    ]);
  });

  it('refuses files that are not PAGE, and skips other XML in a folder', async () => {
    const inside = region(line('l1', text('a')));
    const old = page(inside, { version: '2010-03-19' });
    const records = await recordsIn(pageXml, {
      'mets.xml': '<mets/>',
      'old.xml': old,
      'p.xml': page(inside),
      'p.png': size,
    });
    expect(records.map(({ kind }) => kind)).toEqual(['skipped', 'skipped', 'sample']);
    const nothing = await recordsIn(pageXml, { 'mets.xml': '<mets/>' });
    expect(invalidMessages(nothing)).toEqual([
      ': this folder has no PAGE XML files. Choose another folder or format.',
    ]);
  });

  it('a region that has a text and no lines with one is a sample of its own, and a page without text is named', async () => {
    const files = {
      'p.xml': page(
        region(`${text('a notice')}${line('l1', '')}`) + region(line('l2', text('a line')), 'id="r2"'),
      ),
      'p.png': size,
    };
    expect(shown(await samplesIn(pageXml, files))).toEqual([
      ['p/r1', 'page', 'a notice', null, null],
      ['p/l2', 'line', 'a line', 0, null],
    ]);
    expect(shown(await samplesIn(pageXml, files, 'pages'))).toEqual([
      ['p', 'page', 'a notice\na line', null, null],
    ]);
    const [skipped] = await recordsIn(pageXml, files, 'lines');
    expect(skipped).toMatchObject({ reason: 'region with a text but without lines' });
    const blank = await recordsIn(pageXml, { ...files, 'p.xml': page('') });
    expect(blank).toMatchObject([{ reason: 'page without text' }]);
  });
});
