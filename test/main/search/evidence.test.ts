import { expect, it } from 'vitest';
import { Evidence, mergeAll } from '../../../main/search/kernels/evidence.ts';
import { createRandom, type Random } from '../../../shared/random.ts';

function randomList(random: Random, term: string, photos: number): Evidence {
  const list = new Evidence();
  const source = list.source(term);
  for (let photo = 1; photo <= photos; photo += 1) {
    for (let position = 0; position < 4; position += 1) {
      if (random.chance(0.7)) continue;
      list.push({ photo, position, span: 1, probability: random.integer(1, 99) / 100, way: 0, source });
    }
  }
  return list;
}

it.each([1, 2, 5, 6, 30])(
  '%i lists are merged into one with the most likely entry of each place',
  (count) => {
    const random = createRandom(count);
    const lists = Array.from({ length: count }, (_, index) =>
      randomList(random, `term ${index}`, random.integer(0, 40)),
    );
    const expected = new Map<string, number>();
    for (const { photos, positions, probabilities, length } of lists) {
      for (let index = 0; index < length; index += 1) {
        const place = `${String(photos[index]).padStart(2, '0')} ${positions[index]}`;
        expected.set(place, Math.max(expected.get(place) ?? 0, probabilities[index] ?? 0));
      }
    }
    const merged = mergeAll(lists);
    const entries = Array.from({ length: merged.length }, (_, index) => {
      const [photo = 0, position = 0] = [merged.photos[index], merged.positions[index]];
      const own = lists.find(({ terms }) => terms[0] === merged.terms[merged.sources[index] ?? -1]);
      const at = own?.firstAt(photo, position) ?? -1;
      // The entry has the term of the list that it is from.
      expect(own?.probabilities[at]).toBe(merged.probabilities[index]);
      return [`${String(photo).padStart(2, '0')} ${position}`, merged.probabilities[index]];
    });
    expect(entries).toEqual([...expected].sort(([a], [b]) => (a < b ? -1 : 1)));
  },
);
