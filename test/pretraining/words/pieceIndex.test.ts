import { expect, it } from 'vitest';
import type { CutWord } from '../../../main/imaging/ink/cutLetters.ts';
import { indexPieces, type Piece } from '../../../pretraining/words/pieceIndex.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';

function cutWord(text: string, missing = -1): CutWord {
  const letters = characters(text);
  return {
    letters,
    ink: { width: 1, height: 1, data: new Uint8Array(1) },
    seams: [],
    extents: letters.map((_, index) => (index === missing ? null : { top: 0, bottom: 0 })),
  };
}

const spelled = ({ word, start, end }: Piece): string => word.letters.slice(start, end).join('');

it('spells a word that the writer never wrote, with pieces of two words at least', () => {
  const index = indexPieces(['maison', 'cheval', 'ton'].map((text) => cutWord(text)));
  const random = createRandom(1);
  for (const text of ['matin', 'chat', 'maison', 'ton', 'on']) {
    for (let time = 0; time < 20; time += 1) {
      const cover = index.cover(characters(text), random);
      expect(cover?.map(spelled).join('')).toBe(text);
      expect(cover?.length).toBeGreaterThan(1);
    }
  }
});

it('spells nothing with a letter that the writer left nowhere', () => {
  const index = indexPieces([cutWord('maison'), cutWord('kilo', 0)]);
  expect(index.cover(characters('mask'), createRandom(1))).toBeNull();
  expect(index.cover(characters('Main'), createRandom(1))).toBeNull();
});

it('rather begins with a beginning and ends with an ending', () => {
  const index = indexPieces(['ab', 'xax', 'ba', 'xbx'].map((text) => cutWord(text)));
  const random = createRandom(2);
  let suiting = 0;
  for (let time = 0; time < 400; time += 1) {
    const [first, last] = index.cover(['a', 'b'], random) ?? [];
    suiting += Number(first?.start === 0) + Number(last?.end === last?.word.letters.length);
  }
  // By chance alone it would be about 400 of 800.
  expect(suiting).toBeGreaterThan(480);
});
