import type { Contract } from '../../shared/contract/contract.ts';
import { searchTerms } from '../../shared/text.ts';

/** Photos to look at, and words to offer. */
const photoLimit = 6;
const wordLimit = 8;
/** Below it a reading is more likely wrong than right, and no example. */
const leastConfidence = 0.4;

/**
 * Words that stand in the library, to try a search with: not too short and the surest read, several photos taking
 * turns so that one crowded board does not give them all.
 */
export async function exampleWords(house: Pick<Contract, 'listPhotos' | 'getPhoto'>): Promise<string[]> {
  const { photos } = await house.listPhotos({ offset: 0, limit: photoLimit, status: 'read' });
  const perPhoto = await Promise.all(
    photos.map(async ({ id }) => {
      const { words } = await house.getPhoto({ photo: id });
      return words
        .filter(({ confidence, text }) => confidence >= leastConfidence && /^\p{L}{4,12}$/u.test(text))
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
