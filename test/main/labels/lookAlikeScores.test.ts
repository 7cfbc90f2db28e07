import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { scoreLookAlikes, type ReadBoard } from '../../bench/measure/lookAlikes.ts';
import { reading, readWord } from '../../support/library.ts';

/** What the recogniser says of a word, and how often: the word itself surely, unsurely, or another one. */
const kinds = [
  { share: 0.7, sure: true, isRight: true },
  { share: 0.01, sure: true, isRight: false },
  { share: 0.14, sure: false, isRight: true },
  { share: 0.15, sure: false, isRight: false },
] as const;
const texts = ['list', 'List', 'return', 'arr[i]', 'arr[j]', 'O(n)', 'node.next', 'a', 'tree', 'TREE'];

/** Boards whose words are known: most are read right, and the sure ones nearly always. */
function madeBoards(count: number): ReadBoard[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_board, board) => {
    const words = Array.from({ length: 40 }, (_word, place) => {
      const truth = texts[random.integer(0, texts.length - 1)] ?? 'a';
      let left = random.next();
      const kind = kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0];
      const others = texts.filter((text) => text !== truth);
      const read = kind.isRight ? truth : (others[random.integer(0, others.length - 1)] ?? 'a');
      const other = read === truth ? (others[0] ?? 'a') : truth;
      const box = [(place % 8) * 100, Math.floor(place / 8) * 60, 90, 40] as const;
      const confidence = kind.sure ? 0.95 + random.next() * 0.05 : 0.4 + random.next() * 0.5;
      return {
        truth: { box, text: truth },
        word: readWord(
          [
            [read, confidence],
            [other, 1 - confidence],
          ],
          box,
        ),
      };
    });
    return {
      path: `/boards/${board}.jpg`,
      reading: reading(words.map(({ word }) => word)),
      words: words.map(({ truth }) => truth),
      ignore: [],
    };
  });
}

it('of the look-alikes that are selected at once, .97 and more have the text', () => {
  const { texts: confirmed, selected, below } = scoreLookAlikes(madeBoards(12));
  expect(confirmed).toBe(texts.length);
  expect(selected.words).toBeGreaterThan(100);
  expect(selected.right / selected.words).toBeGreaterThanOrEqual(0.97);
  // Those that are shown beside them and not selected are often something else.
  expect(below.words).toBeGreaterThan(20);
  expect(below.right / below.words).toBeLessThan(0.8);
});

it('boxes on a part of a word, or on what a person cannot read, count for nothing', () => {
  const at = (place: number) => [place * 100, 0, 90, 40] as const;
  const board: ReadBoard = {
    path: '/boards/1.jpg',
    reading: reading([0, 1, 2, 3, 4].map((place) => readWord([['list', 0.99]], at(place)))),
    words: [
      { box: at(0), text: 'list' },
      { box: at(1), text: 'list' },
      { box: [200, 0, 400, 40], text: 'list.append(node)' },
    ],
    ignore: [at(4)],
  };
  expect(scoreLookAlikes([board], 2)).toMatchObject({ texts: 1, selected: { words: 1, right: 1 } });
});
