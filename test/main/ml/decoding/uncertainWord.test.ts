import { expect, test } from 'vitest';
import { told } from '../../../../main/ml/decoding/uncertainWord.ts';

test('readings that gain become likelier, in sum with what is none of them', () => {
  const word = { texts: ['a', 'b'], confidences: [0.5, 0.25] };
  const { confidences } = told(word, [0, Math.log(4)]);
  // 0.5, 1 and 0.25 for all else.
  expect(confidences).toEqual([0.5 / 1.75, 1 / 1.75]);
  expect(told(word, []).confidences).toEqual([0.5, 0.25]);
});
