import { Evidence, leastProbability } from './evidence.ts';

/**
 * Words and phrases within a maximum distance of each other, in any order. For each entry of the first list, takes the
 * most likely entry within reach from each other list, without overlaps. Every member of such a group becomes an entry
 * with the probability of the group.
 */
export function nearEvidence(lists: readonly Evidence[], within: number): Evidence {
  const found = new Evidence();
  const [first, ...others] = lists;
  if (first === undefined) return found;
  const terms = lists.map((list) => found.source(list.terms[0] ?? ''));
  const groups = new Map<string, { readonly entry: GroupWord; readonly probability: number }>();
  for (let index = 0; index < first.length; index += 1) {
    const centre = wordAt(first, index, 0);
    const group = [centre];
    for (const [place, list] of others.entries()) {
      const best = likeliestNear(list, place + 1, centre, group, within);
      if (best === null) break;
      group.push(best);
    }
    if (group.length < lists.length) continue;
    const probability = group.reduce((product, word) => product * word.probability, 1);
    if (probability < leastProbability) continue;
    for (const entry of group) {
      const key = `${entry.photo} ${entry.position}`;
      if ((groups.get(key)?.probability ?? 0) < probability) groups.set(key, { entry, probability });
    }
  }
  const entries = [...groups.values()].sort(
    (a, b) => a.entry.photo - b.entry.photo || a.entry.position - b.entry.position,
  );
  for (const { entry, probability } of entries) {
    found.push(entry.photo, entry.position, entry.span, probability, entry.way, terms[entry.list] ?? 0);
  }
  return found;
}

interface GroupWord {
  readonly list: number;
  readonly photo: number;
  readonly position: number;
  readonly span: number;
  readonly probability: number;
  readonly way: number;
}

function wordAt(list: Evidence, index: number, place: number): GroupWord {
  return {
    list: place,
    photo: list.photos[index] ?? 0,
    position: list.positions[index] ?? 0,
    span: list.spans[index] ?? 1,
    probability: list.probabilities[index] ?? 0,
    way: list.ways[index] ?? 0,
  };
}

function likeliestNear(
  list: Evidence,
  place: number,
  centre: GroupWord,
  group: readonly GroupWord[],
  within: number,
): GroupWord | null {
  let best: GroupWord | null = null;
  for (let at = list.firstOf(centre.photo); at < list.length && list.photos[at] === centre.photo; at += 1) {
    const word = wordAt(list, at, place);
    const isApart = group.every((other) => stepsBetween(word, other) > 0);
    const isNear = isApart && stepsBetween(word, centre) <= within;
    if (isNear && word.probability > (best?.probability ?? 0)) best = word;
  }
  return best;
}

/** Distance from the end of the first to the start of the second: 1 for neighbours, less if they overlap. */
function stepsBetween(a: GroupWord, b: GroupWord): number {
  return Math.max(a.position - b.position - b.span, b.position - a.position - a.span) + 1;
}
