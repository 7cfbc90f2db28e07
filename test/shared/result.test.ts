import { expect, it } from 'vitest';
import { writingProblem } from '../../shared/result.ts';

it.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EROFS', 'permission-denied'],
  ['EACCES', 'permission-denied'],
  ['EIO', null],
])('a file that cannot be written for %s has the problem %s', (code, problem) => {
  expect(writingProblem(Object.assign(new Error('It could not be written.'), { code }))).toBe(problem);
});

it('what is no error of the system is no problem of writing', () => {
  expect([writingProblem(new Error('ENOSPC')), writingProblem('ENOSPC'), writingProblem(null)]).toEqual([
    null,
    null,
    null,
  ]);
});
