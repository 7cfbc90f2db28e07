import { Evidence, leastProbability } from './evidence.ts';
import type { Silence } from './silence.ts';

/**
 * Consecutive words in reading order, one entry for each run. Its probability is the product of those of its words.
 * A word that the detector cut in two takes both places.
 *
 * @param silence probabilities that a place has no term; such places do not interrupt a run
 */
export function phraseEvidence(lists: readonly Evidence[], phrase: string, silence: Silence): Evidence {
  const found = new Evidence();
  const source = found.source(phrase);
  for (const cursors of commonPhotos(lists)) addRuns(lists, cursors, silence, found, source);
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
    const at = list?.firstOf(photo, cursors[turn]) ?? 0;
    if (list === undefined || at >= list.length) return;
    cursors[turn] = at;
    const here = list.photos[at] ?? 0;
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
  silence: Silence,
  found: Evidence,
  source: number,
): void {
  const [first, ...others] = lists;
  const [start = 0, ...starts] = cursors;
  const photo = first?.photos[start] ?? 0;
  for (let index = start; first?.photos[index] === photo && index < first.length; index += 1) {
    const position = first.positions[index] ?? 0;
    let runs = [{ end: position + (first.spans[index] ?? 1), probability: first.probabilities[index] ?? 0 }];
    for (const [place, list] of others.entries()) {
      runs = runs
        .flatMap((run) => overSilence(run, photo, silence))
        .flatMap((run) => follow(list, starts[place] ?? 0, photo, run));
      if (runs.length === 0) break;
    }
    const best = runs.toSorted((a, b) => b.probability - a.probability)[0];
    if (best === undefined || best.probability < leastProbability) continue;
    found.push(photo, position, best.end - position, best.probability, first.ways[index] ?? 0, source);
  }
}

interface Run {
  /** The place after the last word. */
  readonly end: number;
  readonly probability: number;
}

/** The run itself, and extended over following places that may have no term. */
function overSilence(run: Run, photo: number, silence: Silence): Run[] {
  const runs = [run];
  let { end, probability } = run;
  for (;;) {
    probability *= silence(photo, end);
    if (probability < leastProbability) return runs;
    end += 1;
    runs.push({ end, probability });
  }
}

/** The run extended by each entry of the photo that directly follows it. */
function follow(list: Evidence, from: number, photo: number, { end, probability }: Run): Run[] {
  const longer: Run[] = [];
  for (let at = from; at < list.length && list.photos[at] === photo; at += 1) {
    const position = list.positions[at] ?? 0;
    if (position > end) break;
    if (position < end) continue;
    longer.push({
      end: end + (list.spans[at] ?? 1),
      probability: probability * (list.probabilities[at] ?? 0),
    });
  }
  return longer;
}
