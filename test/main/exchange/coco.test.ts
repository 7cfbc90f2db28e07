import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coco } from '../../../main/exchange/coco/read.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import {
  invalidMessages,
  recordKinds,
  recordsIn,
  recordsOf,
  samplesIn,
  shownLabels,
  withFolder,
} from '../../support/pageSamples.ts';

const image = { 'p.png': [200, 100] } as const;

describe('COCO', () => {
  const cocoImage = { id: 7, file_name: 'p.png', width: 200, height: 100 };

  function cocoText(annotations: readonly object[], images: readonly object[] = [cocoImage]): string {
    const categories = [
      { id: 1, name: 'text' },
      { id: 2, name: 'Text_Line' },
    ];
    // Annotations before their images, as some programs write them.
    return JSON.stringify({ info: {}, annotations, images, categories }, null, 1);
  }

  it('is read with its box, or its polygon if there is one, wherever the text is', async () => {
    const samples = await samplesIn(coco, {
      'annotations/train.json': cocoText([
        {
          id: 1,
          image_id: 7,
          category_id: 1,
          bbox: [10, 10, 40, 20],
          segmentation: [],
          utf8_string: 'one',
          language: 'english',
        },
        {
          id: 2,
          image_id: 7,
          category_id: 2,
          bbox: [10, 40, 90, 20],
          segmentation: [[10, 40, 60, 38, 100, 40, 100, 60, 10, 60]],
          text: 'two words',
        },
        {
          id: 3,
          image_id: 7,
          bbox: [10, 70, 40, 20],
          segmentation: { counts: 'x', size: [1, 1] },
          attributes: { transcription: 'three' },
        },
      ]),
      'images/p.png': [200, 100],
    });
    expect(shownLabels(samples)).toEqual([
      ['annotations/train/1', 'word', 'one', 'text'],
      ['annotations/train/2', 'line', 'two words', 'text'],
      ['annotations/train/3', 'word', 'three', 'text'],
    ]);
    expect(samples.map(({ file, language }) => [file, language])).toEqual([
      ['images/p.png', 'en'],
      ['images/p.png', null],
      ['images/p.png', null],
    ]);
    expect(samples[0]?.quad).toEqual(quadOfBox([10, 10, 40, 20]));
    expect(samples[1]?.polygon).toHaveLength(5);
    expect(samples[2]?.quad).toEqual(quadOfBox([10, 70, 40, 20]));
  });

  it('is read in the form of COCO-Text and TextOCR: objects by id, with splits and illegible regions', async () => {
    const file = JSON.stringify({
      cats: {},
      anns: {
        '45': {
          id: 45,
          image_id: 'x',
          bbox: [10, 10, 40, 20],
          mask: [10, 10, 50, 10, 50, 30, 10, 30],
          utf8_string: 'Öl',
          legibility: 'legible',
          language: 'na',
        },
        '46': {
          id: 46,
          image_id: 'x',
          bbox: [60, 10, 40, 20],
          legibility: 'illegible',
          language: 'not english',
        },
        '47': {
          id: 'x_47',
          image_id: 'x',
          bbox: [10, 40, 40, 20],
          points: [10, 40, 50, 40, 50, 60, 10, 60],
          utf8_string: 'TextOCR',
        },
      },
      imgs: { x: { id: 'x', set: 'val', width: 200, file_name: 'train/p.png', height: 100 } },
      imgToAnns: { x: [45, 46] },
    });
    const samples = await samplesIn(coco, { 'cocotext.json': file, ...image });
    expect(shownLabels(samples)).toEqual([
      ['cocotext/45', 'word', 'Öl', 'text'],
      ['cocotext/46', 'word', '', 'illegible'],
      ['cocotext/x_47', 'word', 'TextOCR', 'text'],
    ]);
    expect(samples.map(({ split, language }) => [split, language])).toEqual([
      ['validation', null],
      ['validation', null],
      ['validation', null],
    ]);
  });

  it.each([
    [30, { rotation: 30 }, [100, 60, 200, 40], [123.4, 12.7]],
    [-45, { rotation: '-45.0' }, [20, 20, 60, 20], [21.7, 44.1]],
    [270, { rotation: 270, text: 'x' }, [80, 40, 40, 20], [90, 70]],
    [180, { rotation: 180 }, [40, 40, 40, 20], [80, 60]],
    [90, {}, [80, 40, 40, 20, Math.PI / 2 + 1e-9], [110, 30]],
    [10, {}, [80, 40, 40, 20, 370], [82, 36.7]],
    [-20, {}, [80, 40, 40, 20, -20], [77.8, 47.4]],
  ])(
    'rotates a box by %i degrees, as CVAT and data sets of rotated boxes say',
    async (_angle, attributes, bbox, corner) => {
      const annotation = {
        id: 1,
        image_id: 7,
        category_id: null,
        bbox,
        attributes: { Text: 'a', ...attributes },
      };
      const [sample] = await samplesIn(coco, {
        'c.json': JSON.stringify({
          images: [{ ...cocoImage, width: 0, height: 0 }],
          annotations: [annotation],
        }),
        ...{ 'p.png': [400, 300] as const },
      });
      const [found] = sample?.quad ?? [];
      expect(found?.map((value) => Math.round(value * 10) / 10)).toEqual(corner);
    },
  );

  it.each([{ Text: 'a' }, { TRANSCRIPTION: 'a' }, { ocr: 'a', occluded: false }, { Content: 'a' }])(
    'has texts in attributes of any case: %j',
    async (attributes) => {
      const annotation = { id: 1, image_id: 7, bbox: [10, 10, 40, 20], attributes };
      const samples = await samplesIn(coco, { 'c.json': cocoText([annotation], [cocoImage]), ...image });
      expect(samples.map(({ text }) => text)).toEqual(['a']);
    },
  );

  it('keeps valid annotations beside invalid ones, and names each invalid one with its line', async () => {
    const good = { id: 1, image_id: 7, bbox: [10, 10, 40, 20], utf8_string: 'a' };
    const records = await recordsIn(coco, {
      'c.json': cocoText(
        [
          good,
          { ...good, id: 2, bbox: [190, 10, 40, 20] },
          { ...good, id: 3, bbox: '1,2,3,4' },
          { ...good, id: 30, bbox: [50, 10, -40, 20] },
          { ...good, id: 4, image_id: 8 },
          { ...good, id: 5, image_id: 9 },
          { ...good, id: 6, image_id: 9 },
          { ...good, id: 1 },
          { id: 8, image_id: 7, bbox: [10, 10, 40, 20] },
        ],
        [cocoImage, { id: 9, file_name: '../../gone.png' }, { id: 'no name' }],
      ),
      ...image,
    });
    expect(recordKinds(records)).toEqual([
      'invalid',
      'sample',
      'sample',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'image missing',
      'invalid',
      'annotation without text',
    ]);
    expect(invalidMessages(records)).toEqual([
      expect.stringMatching(/^\/c\.json, line \d+: images\[2\]: file_name: /u),
      expect.stringMatching(/^\/c\.json, line 26: annotations\[2\]: bbox: /u),
      expect.stringMatching(/: the box x 50, y 10, width -40, height 20 has a negative width or height\.$/u),
      expect.stringMatching(/: annotation 4 refers to image 8, which is not listed\.$/u),
      expect.stringMatching(/: the image "\.\.\/\.\.\/gone\.png" was not found in /u),
      expect.stringMatching(/: the key "c\/1" occurs twice/u),
    ]);
  });

  it('is refused with its line when it is nested too deeply', async () => {
    const text = cocoText([{ id: 1, image_id: 7, attributes: { inkdex: 'deep' } }]);
    const deep = text.replace('"deep"', '['.repeat(100_000) + ']'.repeat(100_000));
    expect(invalidMessages(await recordsIn(coco, { 'c.json': deep, ...image }))).toEqual([
      '/c.json, line 8: more than 200 lists and objects are nested.',
    ]);
  });

  it('is refused with its line when it is not JSON, contains NaN, or is cut short', async () => {
    const text = cocoText([{ id: 1, image_id: 7, bbox: [10, 10, 40, 20], utf8_string: 'a' }]);
    const nan = text.replace('40', 'NaN');
    expect(invalidMessages(await recordsIn(coco, { 'c.json': nan, ...image }))).toEqual([
      expect.stringMatching(/^\/c\.json, line 10: not valid JSON here/u),
    ]);
    for (let length = text.indexOf('image_id'); length < text.length - 1; length += 11) {
      const records = await recordsIn(coco, { 'c.json': text.slice(0, length), ...image });
      expect(invalidMessages(records)[0]).toMatch(/^\/c\.json, line \d+: not valid JSON here/u);
    }
  });

  it.each([
    ['[{ "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1 }]', 'found neither "images" nor'],
    [JSON.stringify({ images: [cocoImage] }), 'its list "annotations" is empty or missing'],
  ])('%s is refused with what it lacks', async (text, problem) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'results.json');
      writeFileSync(file, text);
      expect(invalidMessages(await recordsOf(coco, file))).toEqual([expect.stringContaining(problem)]);
    });
  });
});
