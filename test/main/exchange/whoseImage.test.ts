import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import { coco } from '../../../main/exchange/coco/read.ts';
import type { ExchangeFormat, IncomingRecord } from '../../../main/exchange/exchangeFormat.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { labelStudioMin } from '../../../main/exchange/labelStudio/min.ts';
import { labelStudio } from '../../../main/exchange/labelStudio/read.ts';
import { fsdl } from '../../../main/annexes/olderSystems/fsdl.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel.ts';
import { recordsIn } from '../../support/pageSamples.ts';
import { line, page, region, text } from '../../support/pageXml.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

type Files = Parameters<typeof recordsIn>[1];

const size = [200, 100] as const;
const unknown = 'region whose image the task does not tell';

/** Each sample as "file text", each other record as its reason or kind. */
function told(records: readonly IncomingRecord[]): string[] {
  return records.map((record) => {
    if (record.kind === 'sample') return `${record.sample.file} ${record.sample.text}`;
    return record.kind === 'skipped' ? record.reason : record.kind;
  });
}

const read = async (format: ExchangeFormat, files: Files): Promise<string[]> =>
  told(await recordsIn(format, files));

describe('the image of a region in Label Studio', () => {
  const images = { 'a.png': size, 'b.png': size, 'c.png': size } as const;
  const place = { x: 5, y: 10, width: 20, height: 20, rotation: 0 };

  function region(written: string, to_name: string | undefined, more: object = {}): object[] {
    const common = { id: written, to_name, original_width: 200, original_height: 100, ...more };
    return [
      { ...common, type: 'rectangle', from_name: 'bbox', value: place },
      { ...common, type: 'textarea', from_name: 'text', value: { ...place, text: [written] } },
    ];
  }

  const task = (data: object, ...result: readonly object[][]): Files => ({
    'e.json': JSON.stringify([{ id: 1, data, annotations: [{ result: result.flat() }] }]),
    ...images,
  });

  it.each([
    ['by the name of its tag', { left: 'a.png', right: 'b.png' }, ['one', 'right', {}], ['b.png one']],
    ['also beside a cover', { cover: 'a.png', page: 'b.png' }, ['one', 'page', {}], ['b.png one']],
    ['also an address', { left: 'a.png', right: 'https://x/b.png' }, ['one', 'right', {}], ['b.png one']],
    ['with any tag, where only one is there', { ocr: 'a.png' }, ['one', 'image', {}], ['a.png one']],
    ['on page 0', { pages: ['a.png', 'b.png'] }, ['one', 'page', { item_index: 0 }], ['a.png one']],
    ['on page 1', { pages: ['a.png', 'b.png'] }, ['one', 'page', { item_index: 1 }], ['b.png one']],
    [
      'on a page beside a cover',
      { cover: 'c.png', pages: ['a.png', 'b.png'] },
      ['one', 'pages', { item_index: 1 }],
      ['b.png one'],
    ],
    ['of a Repeater', { images: [{ url: 'a.png' }, { url: 'b.png' }] }, ['one', 'page_1', {}], ['b.png one']],
    [
      'of a Repeater with two images an entry',
      { sheets: [{ front: 'a.png', back: 'b.png' }, { front: 'c.png' }] },
      ['one', 'front_1', {}],
      ['c.png one'],
    ],
    ['of a page that is not there', { pages: ['a.png'] }, ['one', 'page', { item_index: 1 }], [unknown]],
    ['of several pages without a number', { pages: ['a.png', 'b.png'] }, ['one', 'page', {}], [unknown]],
    ['of two with other names', { left: 'a.png', right: 'b.png' }, ['one', 'img', {}], [unknown]],
  ] as const)('is found %s, or the region is left out', async (_, data, [written, tag, more], expected) => {
    expect(await read(labelStudio, task(data, region(written, tag, more)))).toEqual(expected);
  });

  it('is never the image of another tag, if one of two images is missing', async () => {
    const files = task({ left: 'a.png', right: null }, region('one', 'left'), region('two', 'right'));
    expect(await read(labelStudio, files)).toEqual(['a.png one', unknown]);
    const [{ 'c.png': _, ...fewer }] = [
      task({ left: 'a.png', right: 'c.png' }, region('one', 'left'), region('two', 'right')),
    ];
    expect(await read(labelStudio, fewer)).toEqual(['a.png one', 'invalid']);
  });

  it('is not known where its results name several, or have several places', async () => {
    const [shape = {}] = region('one', 'left');
    const [, elsewhere = {}] = region('one', 'right');
    const data = { left: 'a.png', right: 'b.png' };
    expect(await read(labelStudio, task(data, [shape, elsewhere]))).toEqual([unknown]);
    const moved = { ...shape, type: 'textarea', value: { ...place, x: 60, text: 'two' } };
    expect(await read(labelStudio, task(data, [shape, moved]))).toEqual(['region with several places']);
  });

  it('is known in JSON_MIN only where the task has one', async () => {
    const box = { ...place, original_width: 200, original_height: 100 };
    const files = (data: object): Files => ({
      'e.json': JSON.stringify([{ ...data, id: 1, bbox: [box], transcription: 'one', annotation_id: 1 }]),
      ...images,
    });
    expect(await read(labelStudioMin, files({ ocr: 'a.png' }))).toEqual(['a.png one']);
    expect(await read(labelStudioMin, files({ left: 'a.png', right: 'b.png' }))).toEqual([unknown]);
    expect(await read(labelStudioMin, files({ pages: ['a.png', 'b.png'] }))).toEqual([unknown]);
    expect(await read(labelStudioMin, files({ pages: ['b.png'] }))).toEqual(['b.png one']);
  });

  it('a list of images is no list of texts', async () => {
    const boxes = [5, 60].map((x) => ({ ...place, x, original_width: 200, original_height: 100 }));
    const task = { pages: ['a.png', 'b.png'], id: 1, bbox: boxes, annotation_id: 1 };
    expect(await read(labelStudioMin, { 'e.json': JSON.stringify([task]), ...images })).toEqual([
      unknown,
      unknown,
    ]);
  });
});

describe('one file for two names', () => {
  const points = quadOfBox([10, 10, 40, 20]);
  const rectangle = { x: 5, y: 10, width: 20, height: 20 };
  const lsTask = (name: string, id: number): object => ({
    id,
    data: { ocr: name },
    annotations: [{ result: [{ id: 'a', type: 'textarea', value: { ...rectangle, text: name } }] }],
  });
  const drawn = { label: ['word'], shape: 'polygon', imageWidth: 200, imageHeight: 100 };
  const shares = points.map(([x, y]) => [x / 200, y / 100]);

  /** Files that name two images, of which each has its name as the text. */
  const cases: readonly [ExchangeFormat, (one: string, other: string) => Files][] = [
    [labelStudio, (one, other) => ({ 'e.json': JSON.stringify([lsTask(one, 1), lsTask(other, 2)]) })],
    [
      coco,
      (one, other) => ({
        'e.json': JSON.stringify({
          images: [one, other].map((file_name, id) => ({ id, file_name })),
          annotations: [one, other].map((text, id) => ({ id, image_id: id, bbox: [10, 10, 40, 20], text })),
        }),
      }),
    ],
    [
      ppOcrLabel,
      (one, other) => ({
        'Label.txt': [one, other]
          .map((name) => `${name}\t${JSON.stringify([{ transcription: name, points }])}\n`)
          .join(''),
      }),
    ],
    [
      fsdl,
      (one, other) => ({
        'any.jsonl': [one, other]
          .map((content) =>
            JSON.stringify({ content, annotation: [{ ...drawn, points: shares, notes: content }] }),
          )
          .join('\n'),
      }),
    ],
    [
      pageXml,
      (one, other) => ({
        '1.xml': page(region(line('l1', text(one))), { image: one }),
        '2.xml': page(region(line('l1', text(other))), { image: other }),
      }),
    ],
  ];

  it.each(cases)('is refused in $title', async (format, filesOf) => {
    const names = ['https://x/scans/1/p.png', 'https://x/scans/2/p.png'] as const;
    const records = await read(format, { ...filesOf(...names), 'p.png': size });
    expect(records).toEqual([`p.png ${names[0]}`, 'invalid']);
  });

  it.each(cases)('is read twice for the same name in $title', async (format, filesOf) => {
    const records = await read(format, { ...filesOf('https://x/p.png', 'https://x/p.png'), 'p.png': size });
    // Formats whose keys come from the image refuse a second region at the same place.
    expect(records.filter((record) => record === 'p.png https://x/p.png').length).toBeGreaterThan(0);
    expect(records.every((record) => ['p.png https://x/p.png', 'invalid'].includes(record))).toBe(true);
  });

  it('Label Studio adds eight characters to the names of two uploads', async () => {
    const upload = (letters: string): string => `/data/upload/1/${letters}-p.png`;
    const tasks = [lsTask(upload('0a1b2c3d'), 1), lsTask(upload('99999999'), 2)];
    const files = { 'e.json': JSON.stringify(tasks), 'p.png': size };
    expect(await read(labelStudio, files)).toEqual([`p.png ${upload('0a1b2c3d')}`, 'invalid']);
  });

  it('later pages of a TIFF or PDF, as Tesseract names them, are not those of its first', async () => {
    const ofPage = (number: number): string =>
      `<div class="ocr_page" id="page_${number}" title='image "book.tif"; bbox 0 0 200 100; ppageno ${number}'>` +
      `<span class="ocr_line" title="bbox 10 10 50 30">page ${number}</span></div>`;
    const files = { 'book.hocr': `<!doctype html>${ofPage(0)}${ofPage(1)}`, 'book.tif': size };
    const further = 'further page with the image of an earlier one';
    expect(await read(hocr, files)).toEqual(['book.tif page 0', further]);
    const ns = 'http://www.loc.gov/standards/alto/ns-v4#';
    const altoPage = (id: string): string =>
      `<Page ID="${id}"><PrintSpace><TextBlock><TextLine HPOS="9" VPOS="9" WIDTH="40" HEIGHT="20"><String CONTENT="${id}"/></TextLine></TextBlock></PrintSpace></Page>`;
    const named = `<Description><sourceImageInformation><fileName>book.tif</fileName></sourceImageInformation></Description>`;
    const book = `<alto xmlns="${ns}">${named}<Layout>${altoPage('p1')}${altoPage('p2')}</Layout></alto>`;
    expect(await read(alto, { 'book.xml': book, 'book.tif': size })).toEqual(['book.tif p1', further]);
  });
});
