import { Evidence, leastProbability, type EvidenceEntry } from './evidence.ts';

/**
 * Consecutive words in reading order, one entry for each run. Its probability is the product of those of its words.
 * A word that the detector cut in two takes both places.
 *
 * @param skippable probabilities that a place has no term; such places do not interrupt a run
 */
export function phraseEvidence(lists: readonly Evidence[], phrase: string, skippable: Skippable): Evidence {
  const found = new Evidence();
  const sources = new Map<number, number>();
  const sourceOf = (weight: number): number => {
    const known = sources.get(weight) ?? found.source(phrase, weight);
    sources.set(weight, known);
    return known;
  };
  for (const cursors of commonPhotos(lists)) addRuns(lists, cursors, skippable, found, sourceOf);
  return found;
}

/**
 * Photos in which all lists have entries, as the start of these entries in each list. Yields the same array each time
 * (Veldhuizen, "Leapfrog Triejoin: a worst-case optimal join algorithm", 2012).
 */
function* commonPhotos(lists: readonly Evidence[]): Generator<readonly number[]> {
  const cursors = lists.map(() => 0);
  let photo = 0;
  let agreed = 0;
  for (let turn = 0; lists.length > 0; turn = (turn + 1) % lists.length) {
    const list = lists[turn];
    const at = list.firstOf(photo, cursors[turn]);
    if (at >= list.length) return;
    cursors[turn] = at;
    const here = list.photos[at];
    agreed = here === photo ? agreed + 1 : 1;
    photo = here;
    if (agreed < lists.length) continue;
    yield cursors;
    photo += 1;
    agreed = 0;
  }
}

/** All runs in one photo, one for each start. */
function addRuns(
  lists: readonly Evidence[],
  cursors: readonly number[],
  skippable: Skippable,
  found: Evidence,
  sourceOf: (weight: number) => number,
): void {
  const [first, ...others] = lists;
  const [begin, ...starts] = cursors;
  const photo = first.photos[begin];
  for (let index = begin; index < first.length && first.photos[index] === photo; index += 1) {
    const position = first.positions[index];
    const start = { end: position + first.spans[index], probability: first.probabilities[index] };
    let runs: Run[] = [{ ...start, weight: first.weightOf(index) }];
    for (const [place, list] of others.entries()) {
      runs = runs
        .flatMap((run) => withSkipped(run, photo, skippable))
        .flatMap((run) => follow(list, starts[place], photo, run));
      if (runs.length === 0) break;
    }
    const best = runs.toSorted((a, b) => b.probability - a.probability).at(0);
    if (best === undefined || best.probability < leastProbability) continue;
    const [span, way] = [best.end - position, first.ways[index]];
    const source = sourceOf(best.weight);
    found.push({ photo, position, span, probability: best.probability, way, source });
  }
}

interface Run {
  /** The place after the last word. */
  readonly end: number;
  readonly probability: number;
  /** As `Evidence.weightOf`. */
  readonly weight: number;
}

/** The run itself, and extended over following places that may have no term. */
function withSkipped(run: Run, photo: number, skippable: Skippable): Run[] {
  const runs = [run];
  let { end, probability } = run;
  const { weight } = run;
  for (;;) {
    probability *= skippable(photo, end);
    if (probability < leastProbability) return runs;
    end += 1;
    runs.push({ end, probability, weight });
  }
}

/** The run extended by each entry of the photo that directly follows it. */
function follow(list: Evidence, from: number, photo: number, { end, probability, weight }: Run): Run[] {
  const longer: Run[] = [];
  for (let at = from; at < list.length && list.photos[at] === photo; at += 1) {
    const position = list.positions[at];
    if (position > end) break;
    if (position < end) continue;
    longer.push({
      end: end + list.spans[at],
      probability: probability * list.probabilities[at],
      weight: weight * list.weightOf(at),
    });
  }
  return longer;
}

/**
 * Words and phrases within a maximum distance of each other, in any order. For each entry of the first list, takes the
 * most likely entry within reach from each other list, without overlaps. Every member of such a group becomes an entry
 * with the probability of the group.
 */
export function nearEvidence(lists: readonly Evidence[], within: number): Evidence {
  const found = new Evidence();
  const [first, ...others] = lists;
  if (lists.length === 0) return found;
  const sources = new Map<string, number>();
  const sourceOf = (list: number, weight: number): number => {
    const key = `${list} ${weight}`;
    const known = sources.get(key) ?? found.source(lists[list].terms.at(0) ?? '', weight);
    sources.set(key, known);
    return known;
  };
  const groups = new Map<string, { entry: GroupWord; probability: number; weight: number }>();
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
    const weight = group.reduce((product, word) => product * word.weight, 1);
    for (const entry of group) {
      const key = `${entry.photo} ${entry.position}`;
      if ((groups.get(key)?.probability ?? 0) < probability) groups.set(key, { entry, probability, weight });
    }
  }
  const entries = [...groups.values()].sort(
    (a, b) => a.entry.photo - b.entry.photo || a.entry.position - b.entry.position,
  );
  for (const { entry, probability, weight } of entries) {
    found.push({ ...entry, probability, source: sourceOf(entry.list, weight) });
  }
  return found;
}

interface GroupWord extends Omit<EvidenceEntry, 'source'> {
  /** Index of its list. */
  readonly list: number;
  /** As `Evidence.weightOf`. */
  readonly weight: number;
}

function wordAt(list: Evidence, index: number, place: number): GroupWord {
  return {
    list: place,
    photo: list.photos[index],
    position: list.positions[index],
    span: list.spans[index],
    probability: list.probabilities[index],
    way: list.ways[index],
    weight: list.weightOf(index),
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

/** The probability, 0 to 1, that the word at a place has no term, so that a phrase continues after it. */
export type Skippable = (photo: number, position: number) => number;

/** No place can be between the parts of one word. */
export const nothingSkippable: Skippable = () => 0;
