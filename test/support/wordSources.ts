import type { WordSource } from '../../main/ml/training/wordPools.ts';
import { packWords } from '../../main/ml/training/wordBank.ts';
import { inkImage } from './images.ts';

/** Two kinds of words, told apart by their letter; the second with room around each word. */
export function smallSources(): WordSource[] {
  return [
    { name: 'drawn', bank: bankOf('a', 20), margin: 0, strength: 1 },
    { name: 'boards', bank: bankOf('b', 20), margin: 0.3, strength: 0.6 },
  ];
}

/** Words of 1 to 8 strokes, the text as many letters. */
function bankOf(letter: string, count: number) {
  return packWords(
    Array.from({ length: count }, (_, index) => {
      const strokes = 1 + (index % 8);
      const marks = Array.from({ length: strokes }, (_mark, place) => ({
        left: 12 + 14 * place,
        top: 14 + (place % 3) * 4,
        width: 5,
        height: 30,
      }));
      return { text: letter.repeat(strokes), ink: inkImage({ width: 24 + 14 * strokes, height: 64 }, marks) };
    }),
  );
}
