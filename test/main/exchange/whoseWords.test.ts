import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allFormats } from '../../support/allFormats.ts';
import { huggingFace } from '../../../main/exchange/huggingFace.ts';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import { crnnTfRecord } from '../../../main/annexes/olderSystems/tfRecord/crnn.ts';
import { pathLabel } from '../../../main/annexes/olderSystems/pathLabel.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { ppOcrLabel } from '../../../main/exchange/ppOcrLabel.ts';
import { csv, tsv } from '../../../main/exchange/table/format.ts';
import {
  recordKinds,
  recordsIn,
  recordsOf,
  samplesIn,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';
import { line, page, region, text, word } from '../../support/pageXml.ts';
import { plainWord } from '../../support/plainWord.ts';
import { folderOf, problemsIn, readAll } from '../../support/exchange.ts';
import { quadOfBox } from '../../../shared/geometry.ts';

const size = [200, 100] as const;
const stale = 'word of a line with another text';

const points = quadOfBox([10, 10, 40, 20]);

describe('texts of a PAGE element', () => {
  const numbered = (index: number | null, content: string): string =>
    text(content, index === null ? '' : `index="${index}"`);

  it.each([
    [
      'without indices, the first',
      [
        [null, 'one'],
        [null, 'two'],
      ],
      ['one', 'two'],
    ],
    [
      'with an index appended',
      [
        [null, 'old'],
        [0, 'new'],
      ],
      ['new', 'old'],
    ],
    [
      'with an index of 1 only',
      [
        [null, 'old'],
        [1, 'new'],
      ],
      ['new', 'old'],
    ],
    [
      'in any order',
      [
        [2, 'c'],
        [null, 'd'],
        [0, 'a'],
        [null, 'e'],
        [1, 'b'],
      ],
      ['a', 'b', 'c', 'd', 'e'],
    ],
    [
      'below nought',
      [
        [0, 'b'],
        [-1, 'a'],
      ],
      ['a', 'b'],
    ],
  ] as const)('%s', async (_, given, expected) => {
    const texts = given.map(([index, content]) => numbered(index, content)).join('');
    const boxed = word('w1', '10,10 50,10 50,30 10,30', texts);
    for (const inside of [region(line('l1', texts)), region(line('l1', boxed)), region(texts)]) {
      const [sample] = await samplesIn(pageXml, { 'p.xml': page(inside), 'p.png': size });
      expect([sample?.text, ...(sample?.alternatives.map((other) => other.text) ?? [])]).toEqual(expected);
    }
  });

  it('an index that is no number counts as none', async () => {
    const texts = text('old', 'index="first"') + text('new', 'index="3"');
    const [sample] = await samplesIn(pageXml, { 'p.xml': page(region(line('l1', texts))), 'p.png': size });
    expect(sample?.text).toBe('new');
  });
});

describe('a line that differs from its words', () => {
  const words = (...written: readonly string[]): string =>
    written
      .map((each, at) => word(`w${at}`, `${at * 9},10 ${at * 9 + 8},10 ${at * 9 + 8},30`, text(each)))
      .join('');

  it.each([
    ['corrected', ['river', 'stome'], 'river stone', ['line river stone', stale, stale]],
    ['with more words', ['river'], 'river stone', ['line river stone', stale]],
    [
      'with fewer words',
      ['river', 'river', 'stone'],
      'river stone',
      ['line river stone', stale, stale, stale],
    ],
    ['with words in another order', ['stone', 'river'], 'river stone', ['line river stone', stale, stale]],
    [
      'with a word without a text',
      ['river', ''],
      'river stone',
      ['line river stone', stale, 'word without text'],
    ],
    [
      'equal but for blanks',
      ['river', 'stone', '.'],
      'river  stone.',
      ['word river', 'word stone', 'word .'],
    ],
    ['without a text', ['river', 'stone'], '', ['word river', 'word stone']],
  ] as const)('in PAGE is taken: %s', async (_, written, whole, expected) => {
    const inside = region(line('l1', words(...written) + text(whole)));
    const files = { 'p.xml': page(inside), 'p.png': size };
    const records = await recordsIn(pageXml, files);
    expect(
      records.map((record) =>
        record.kind === 'sample' ? `${record.sample.level} ${record.sample.text}` : recordKinds([record])[0],
      ),
    ).toEqual(expected);
  });

  it('in hOCR is taken, where it has text outside its words', async () => {
    const of = (inside: string): string =>
      `<div class="ocr_page" title='image "p.png"; bbox 0 0 200 100'><span class="ocr_line" title="bbox 9 9 99 30">${inside}</span></div>`;
    const boxed = (written: string): string =>
      `<span class="ocrx_word" title="bbox 9 9 50 30">${written}</span>`;
    const read = (inside: string) => recordsIn(hocr, { 'p.hocr': of(inside), 'p.png': size });
    const differing = await read(`${boxed('river')} stone`);
    expect(differing[0]).toMatchObject({ sample: { level: 'line', text: 'river stone' } });
    expect(recordKinds(differing)).toEqual(['sample', stale]);
    expect(recordKinds(await read(`\n ${boxed('river')}\n${boxed('stone')} `))).toEqual(['sample', 'sample']);
  });

  it('a region whose text is not that of its lines is counted, and its lines are read', async () => {
    const read = async (whole: string) => {
      const inside = region(line('l1', text('the riv-')) + line('l2', text('er stone')) + text(whole));
      return recordKinds(await recordsIn(pageXml, { 'p.xml': page(inside), 'p.png': size }));
    };
    expect(await read('the river stone')).toEqual(['sample', 'sample']);
    expect(await read('the bridge')).toEqual([
      'text of a region whose lines have another',
      'sample',
      'sample',
    ]);
  });
});

describe("PPOCRLabel's placeholders", () => {
  const placeholders = ['TEMPORARY', 'NULL', '待识别', '无法识别'];
  const skipped = 'box that is not transcribed yet';

  it('are no labels in Label.txt, nor in the lists of the words that it cuts out', async () => {
    const boxes = [...placeholders, 'null', 'TEMPORARY work'].map((transcription) => ({
      transcription,
      points,
    }));
    const files = { 'Label.txt': `p.png\t${JSON.stringify(boxes)}\n`, 'p.png': size };
    const expected = [...placeholders.map(() => skipped), 'sample', 'sample'];
    expect(recordKinds(await recordsIn(ppOcrLabel, files))).toEqual(expected);
    const crops = [...placeholders, 'null', 'TEMPORARY work'];
    const names = crops.map((_, at) => `crop_img/p_crop_${at}.jpg`);
    const images = Object.fromEntries(names.map((name) => [name, size]));
    const list = crops.map((label, at) => `${names[at] ?? ''}\t${label}\n`).join('');
    for (const name of ['rec_gt.txt', 'rec_gt_train.txt', 'train.txt']) {
      expect(recordKinds(await recordsIn(pathLabel, { [name]: list, ...images }))).toEqual(expected);
    }
  });

  it('are texts everywhere else, and what Inkdex itself has written', async () => {
    const images = { 'a.png': size, 'b.png': size };
    const list = 'a.png\tNULL\nb.png\tTEMPORARY\n';
    expect(await samplesIn(pathLabel, { 'labels.txt': list, ...images })).toHaveLength(2);
    expect(await samplesIn(tsv, { 'a.tsv': `file\ttext\n${list}`, ...images })).toHaveLength(2);
    await withFolder(async (folder) => {
      const sample = plainWord(folder, { text: 'NULL' });
      await writeSamples(ppOcrLabel, [sample], join(folder, 'out'));
      expect(await recordsOf(ppOcrLabel, join(folder, 'out'))).toMatchObject([{ sample: { text: 'NULL' } }]);
    });
  });
});

describe('columns and maps', () => {
  it('a column named text has the text, wherever another name of it stands', async () => {
    const table = 'path,label,word,file,text\nother.png,7,3,a.png,river\n';
    expect(await samplesIn(csv, { 'a.csv': table, 'a.png': size, 'other.png': size })).toMatchObject([
      { file: 'a.png', text: 'river' },
    ]);
  });

  it('of two maps of characters, none is chosen', async () => {
    const folder = folderOf({
      'ord_map_cn.json': JSON.stringify({ '0_index': '26085' }),
      'ord_map_en.json': JSON.stringify({ '0_index': '97' }),
      'train.tfrecords': new Uint8Array(),
    });
    expect(problemsIn(await readAll(crnnTfRecord, folder), folder)[0]).toContain(
      'ord_map_cn.json, ord_map_en.json are beside the records',
    );
  });
});

describe('a number where a text is meant', () => {
  const place = { x: 5, y: 10, width: 20, height: 20 };
  const filesOf: Readonly<Record<string, (value: unknown) => Record<string, string>>> = {
    'image-folder': (text) => ({ 'metadata.jsonl': `${JSON.stringify({ file_name: 'p.png', text })}\n` }),
    'label-studio': (text) => {
      const result = [{ id: 'a', type: 'textarea', value: { ...place, text: [text] } }];
      return { 'e.json': JSON.stringify([{ id: 1, data: { ocr: 'p.png' }, annotations: [{ result }] }]) };
    },
    'label-studio-min': (text) => ({
      'e.json': JSON.stringify([
        { id: 1, ocr: 'p.png', bbox: [place], transcription: text, annotation_id: 1 },
      ]),
    }),
    'pp-ocr-label': (text) => ({
      'Label.txt': `p.png\t${JSON.stringify([{ transcription: text, points }])}\n`,
    }),
    coco: (text) => ({
      'e.json': JSON.stringify({
        images: [{ id: 1, file_name: 'p.png' }],
        annotations: [{ id: 1, image_id: 1, bbox: [10, 10, 40, 20], text }],
      }),
    }),
  };

  it.each(Object.keys(filesOf))('is the text in %s; other values are not', async (name) => {
    const format = allFormats.find((each) => each.name === name);
    if (format === undefined) throw new Error(name);
    const read = (value: unknown) => readAll(format, folderOf({ ...filesOf[name]?.(value), 'p.png': size }));
    for (const value of [42, 0, -7, 3.5])
      expect(await read(value)).toMatchObject([{ kind: 'sample', sample: { text: String(value) } }]);
    // A number keeps only 16 digits.
    const [long] = await read(2 ** 60);
    expect(long?.kind).not.toBe('sample');
    for (const value of [true, { text: 1 }])
      expect((await read(value)).some(({ kind }) => kind === 'sample')).toBe(false);
  });

  it('a value that is no text is named', async () => {
    const files = { 'metadata.jsonl': '{"file_name":"p.png","text":true}\n', 'p.png': size };
    const folder = folderOf(files);
    expect(problemsIn(await readAll(huggingFace, folder), folder)).toEqual([
      'metadata.jsonl, line 1: text: found true; expected a text',
    ]);
  });

  it('a label that is a number is a class beside a text', async () => {
    const row = '{"file_name":"p.png","label":3,"ground_truth":"river"}\n';
    expect(await samplesIn(huggingFace, { 'metadata.jsonl': row, 'p.png': size })).toMatchObject([
      { text: 'river' },
    ]);
  });
});
