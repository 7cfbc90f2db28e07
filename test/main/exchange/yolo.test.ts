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

it('a folder that exists is not written to', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'yolo'));
    await expect(writeSamples(yolo, [], join(folder, 'yolo'))).rejects.toMatchObject({ code: 'conflict' });
  });
});
