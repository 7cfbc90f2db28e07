import type { Contract } from '../../shared/contract/contract.ts';
import { uncertainBelow } from '../../shared/contract/word.ts';
import { searchTerms } from '../../shared/text.ts';

/** Number of photos to take words from, and number of words to offer. */
const photoLimit = 6;
const wordLimit = 8;

/**
 * Words from the library, as examples for a search: the most confident readings of 4 to 12 letters, taken from several
 * photos in turn so that they do not all come from one crowded board.
 */
export async function exampleWords(host: Pick<Contract, 'listPhotos' | 'getPhoto'>): Promise<string[]> {
  const { photos } = await host.listPhotos({ offset: 0, limit: photoLimit, status: 'read' });
  const perPhoto = await Promise.all(
    photos.map(async ({ id }) => {
      const { words } = await host.getPhoto({ photo: id });
      return words
        .filter(({ confidence, text }) => confidence >= uncertainBelow && /^\p{L}{4,12}$/u.test(text))
        .sort((a, b) => b.confidence - a.confidence)
        .flatMap(({ text }) => searchTerms(text));
    }),
  );
  const chosen = new Set<string>();
  const longest = Math.max(0, ...perPhoto.map((words) => words.length));
  for (let round = 0; round < longest; round += 1) {
    for (const words of perPhoto) {
      const word = words[round];
      if (word !== undefined && chosen.size < wordLimit) chosen.add(word);
    }
  }
  return [...chosen];
}
