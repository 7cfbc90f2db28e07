import { expect, it } from 'vitest';
import { iamLines } from '../../../main/exchange/iam/formats.ts';
import { folderOf, readAll, samplesIn } from '../../support/exchange.ts';

const files = {
  'ascii/lines.txt': `a01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to|stop
a01-000u-01 err 156 19 395 932 1850 105 any|more
b02-010-00 ok 154 19 408 746 1661 89 third
`,
  'lines/a01/a01-000u/a01-000u-00.png': [90, 20],
  'lines/a01/a01-000u/a01-000u-01.png': [90, 20],
  'lines/b02/b02-010/b02-010-00.png': [90, 20],
} as const;
const lists = {
  'splits/trainset.txt': 'a01-000u-00\n',
  'splits/validationset1.txt': 'c03-001\n',
  'splits/validationset2.txt': 'a01-000u-01\n',
};

it('the recipe lwitlrt takes all lines of the lists, those of the second validation set for training', async () => {
  const folder = folderOf({ ...files, ...lists });
  const records = await readAll(iamLines, folder, { recipe: 'lwitlrt' });
  expect(samplesIn(records).map(({ text, split }) => [text, split])).toEqual([
    ['A MOVE to stop', 'train'],
    ['any more', 'train'],
  ]);
  expect(records.filter(({ kind }) => kind === 'skipped')).toMatchObject([
    { reason: 'not in an official split' },
  ]);
  const strict = samplesIn(await readAll(iamLines, folder, { recipe: 'strict' }));
  expect(strict.map(({ text }) => text)).toEqual(['A MOVE to stop']);
});

it('the recipe lwitlrt says which lists are missing', async () => {
  await expect(readAll(iamLines, folderOf(files), { recipe: 'lwitlrt' })).rejects.toThrow(
    'expected the lists of the recipe lwitlrt: trainset.txt, validationset2.txt and testset.txt',
  );
});
