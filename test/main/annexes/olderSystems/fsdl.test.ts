import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fsdl } from '../../../../main/annexes/olderSystems/fsdl.ts';
import { boxOfQuad } from '../../../../shared/geometry.ts';
import { folderOf, problemsIn, readAll, reasonsIn, samplesIn } from '../../../support/exchange.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { labelsOf, outgoing, writeSamples } from '../../../support/pageSamples.ts';

const drawn = (changes: Record<string, unknown> = {}) => ({
  label: ['line'],
  shape: 'rectangle',
  points: [
    [0.1, 0.2],
    [0.5, 0.2],
    [0.5, 0.4],
    [0.1, 0.4],
  ],
  notes: 'A line of "text"',
  imageWidth: 2000,
  imageHeight: 1000,
  ...changes,
});
const page = (
  annotation: unknown,
  content = 'http://com.dataturks.a96-i23.open.s3.amazonaws.com/abc/page%201.jpg',
) => `${JSON.stringify({ content, annotation, extras: null, metadata: { status: 'done', sec_taken: 7 } })}\n`;
const image = { 'images/page 1.jpg': [200, 100] } as const;

describe('FSDL handwriting', () => {
  it('has boxes as fractions of its image, and finds the image by the last part of its address', async () => {
    const polygon = {
      shape: 'polygon',
      points: [
        [0.5, 0.5],
        [0.9, 0.6],
        [0.6, 0.9],
      ],
      notes: 'odd',
    };
    const folder = folderOf({ 'fsdl_handwriting.jsonl': page([drawn(), drawn(polygon)]), ...image });
    const [first, second] = samplesIn(await readAll(fsdl, folder));
    expect(first).toMatchObject({
      ...{ key: 'page 1.jpg#20,20,80,20', level: 'line', file: 'images/page 1.jpg', page: 'page 1.jpg' },
      ...{ text: 'A line of "text"', mark: 'text', polygon: null },
    });
    expect(first?.quad && boxOfQuad(first.quad)).toEqual([20, 20, 80, 20]);
    expect(second?.polygon).toEqual([
      [100, 50],
      [180, 60],
      [120, 90],
    ]);
    expect(second?.quad && boxOfQuad(second.quad)).toEqual([100, 50, 80, 40]);
  });

  it('has regions without a transcription, which become ignore regions, and pages without regions', async () => {
    const list = page([drawn({ notes: '' }), drawn({ label: ['figure'] })]) + page(null) + page([]);
    const records = await readAll(fsdl, folderOf({ 'fsdl_handwriting.json': list, ...image }));
    expect(samplesIn(records).map(({ mark, text }) => [mark, text])).toEqual([['illegible', '']]);
    expect(reasonsIn(records)).toEqual([
      'labelled figure',
      'page without annotations',
      'page without annotations',
    ]);
  });

  it('an image of other proportions than those of its page is another one', async () => {
    const folder = folderOf({ 'any.jsonl': page([drawn()]), 'page 1.jpg': [100, 100] });
    expect(problemsIn(await readAll(fsdl, folder), folder)).toEqual([
      expect.stringContaining('the page is 2000 x 1000, but its image 100 x 100 pixels'),
    ]);
  });

  it('names file, line and annotation of every error, and keeps the rest', async () => {
    const points = (...list: [number, number][]) => drawn({ points: list });
    const list = [
      page([points([0.5, 0.5]), points([0.5, 0.5], [2, 2]), drawn()]),
      '{"content": "cut\n',
      page([drawn({ points: [['0.1', 0.2]] })]),
      page([drawn()], 'http://x/gone.jpg'),
      page([drawn()], '../page 1.jpg'),
      '{"content":"x","annotation":NaN}\n',
      page([drawn({ notes: 'again' })]),
    ];
    const folder = folderOf({ 'fsdl_handwriting.jsonl': list.join(''), ...image });
    const records = await readAll(fsdl, folder);
    expect(samplesIn(records)).toHaveLength(2);
    expect(reasonsIn(records)).toEqual(['outline without an area']);
    expect(problemsIn(records, folder)).toEqual([
      'fsdl_handwriting.jsonl, line 2: not valid JSON; expected one object per line.',
      'fsdl_handwriting.jsonl, line 3: annotation.0.points.0.0: Invalid input: expected number, received string',
      expect.stringContaining('line 4: the image "http://x/gone.jpg" was not found in'),
      expect.stringContaining('page%201.jpg" and "../page 1.jpg" would both be "images/page 1.jpg".'),
      'fsdl_handwriting.jsonl, line 6: not valid JSON; expected one object per line.',
      'fsdl_handwriting.jsonl, line 7, annotation 1: the key "page 1.jpg#20,20,80,20" occurs twice; expected unique keys.',
    ]);
  });

  it('is read the same from its original place and from its export', async () => {
    const third = {
      points: [
        [1 / 3, 1 / 7],
        [2 / 3, 1 / 7],
        [2 / 3, 6 / 7],
        [1 / 3, 6 / 7],
      ],
      label: ['Word'],
    };
    const polygon = {
      shape: 'polygon',
      points: [
        [0.123456, 0.5],
        [0.9, 0.654321],
        [0.6, 0.9],
        [0.5, 0.8],
      ],
    };
    const list = page([
      drawn(),
      drawn(third),
      drawn(polygon),
      drawn({
        notes: null,
        points: [
          [0, 0],
          [1, 1],
        ],
      }),
    ]);
    const samples = samplesIn(await readAll(fsdl, folderOf({ 'fsdl_handwriting.jsonl': list, ...image })));
    expect(samples).toHaveLength(4);
    const out = join(temporaryFolder(), 'out');
    expect(await writeSamples(fsdl, await outgoing(samples), out)).toBe(1);
    expect(labelsOf(samplesIn(await readAll(fsdl, out)))).toEqual(labelsOf(samples));
  });

  it('is recognised by its first page', async () => {
    expect(await fsdl.recognise(folderOf({ 'any.jsonl': page([drawn()]) }))).toBe(0.9);
    expect(await fsdl.recognise(folderOf({ 'any.jsonl': '{"a":1}\n' }))).toBe(0);
    expect(await fsdl.recognise(folderOf({}))).toBe(0);
  });
});
