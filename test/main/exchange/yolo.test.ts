import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OutgoingSample } from '../../../main/exchange/exchangeFormat.ts';
import { bareLabel } from '../../../main/exchange/records.ts';
import { yolo } from '../../../main/exchange/yolo.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { blankPng } from '../../support/images.ts';
import { withFolder, writeSamples } from '../../support/pageSamples.ts';

it('boxes are written as YOLO reads them: fractions of the image, in a file beside it, listed by split', async () => {
  await withFolder(async (folder) => {
    const object = (name: string): string => join(folder, name);
    for (const name of ['one', 'two']) writeFileSync(object(name), blankPng(200, 100));
    const size = { width: 200, height: 100 };
    const [one, two] = [
      { ...bareLabel, ...size, file: 'forms/one.png', path: object('one'), split: 'test' },
      { ...bareLabel, ...size, file: 'images/two.png', path: object('two') },
    ] as const;
    const samples: OutgoingSample[] = [
      { ...one, key: 'a', level: 'word', text: 'ink', quad: quadOfBox([20, 10, 40, 20]) },
      {
        ...one,
        key: 'b',
        level: 'line',
        text: '',
        mark: 'illegible',
        quad: [
          [100, 50],
          [120, 30],
          [140, 50],
          [120, 70],
        ],
      },
      { ...one, key: 'c', level: 'word', text: '', mark: 'not-text', quad: quadOfBox([0, 0, 9, 9]) },
      { ...two, key: 'd', level: 'page', text: 'all of it' },
    ];
    const path = join(folder, 'yolo');
    expect(await writeSamples(yolo, samples, path)).toBe(2);

    const read = (name: string): string => readFileSync(join(path, name), 'utf8');
    expect(read('labels/forms/one.txt')).toBe(
      '0 0.200000 0.200000 0.200000 0.200000\n1 0.600000 0.500000 0.200000 0.400000\n',
    );
    expect(read('images/labels/two.txt')).toBe('2 0.500000 0.500000 1.000000 1.000000\n');
    expect([read('train.txt'), read('val.txt'), read('test.txt')]).toEqual([
      './images/images/two.png\n',
      '',
      './images/forms/one.png\n',
    ]);
    expect(read('data.yaml')).toBe(
      'train: train.txt\nval: val.txt\ntest: test.txt\nnames:\n  0: word\n  1: line\n  2: page\n',
    );
    for (const image of ['images/forms/one.png', 'images/images/two.png'])
      expect(existsSync(join(path, image))).toBe(true);
  });
});

it('images that differ in their ending only have a file of boxes each', async () => {
  await withFolder(async (folder) => {
    const names = [
      'page.jpg',
      'page.png',
      'page.JPG',
      'page.jpeg',
      'page~2.jpg',
      'in/page.png',
      'in/page.webp',
    ];
    const size = { width: 200, height: 100 };
    const samples = names.map((file, index): OutgoingSample => {
      const path = join(folder, `object-${index}`);
      writeFileSync(path, blankPng(200, 100));
      const quad = quadOfBox([index * 10, 0, 20, 20]);
      return { ...bareLabel, ...size, key: String(index), level: 'word', text: 'ink', file, path, quad };
    });
    const out = join(folder, 'yolo');
    await writeSamples(yolo, samples, out);
    const lines = readFileSync(join(out, 'train.txt'), 'utf8').trim().split('\n');
    const boxes = lines.map((line) =>
      readFileSync(join(out, line.replace('./images/', 'labels/').replace(/\.\w+$/u, '.txt')), 'utf8'),
    );
    const stems = lines.map((line) => line.replace(/\.\w+$/u, '').toLowerCase());
    expect(new Set(stems).size).toBe(names.length);
    // Each image has its own box: the first begins at 0, the next 10 pixels further.
    expect(boxes.map((box) => Math.round(Number(box.split(' ')[1]) * 200 - 10) / 10)).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
    expect(lines.slice(0, 2)).toEqual(['./images/page.jpg', './images/page~2.png']);
  });
});

it('a folder that exists is not written to', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'yolo'));
    await expect(writeSamples(yolo, [], join(folder, 'yolo'))).rejects.toMatchObject({ code: 'conflict' });
  });
});
