import { placeKey } from '../store/index/place.ts';
import { Evidence } from './evidence.ts';

const leastProbability = 0.01;

/**
 * Where words follow each other in reading order, one entry for each run: its probability is the product
 * of theirs. Words that the detector cut in two take the places of both.
 *
 * @param silent where marks stand that are no text (`placeKey`): they do not part the words beside them
 */
export function phraseEvidence(
  lists: readonly Evidence[],
  phrase: string,
  silent: ReadonlySet<number>,
): Evidence {
  const found = new Evidence();
  const [first, ...others] = lists;
  if (first === undefined) return found;
  const source = found.source(phrase);
  const cursors = others.map(() => 0);
  for (let index = 0; index < first.length; index += 1) {
    const photo = first.photos[index] ?? 0;
    const start = first.positions[index] ?? 0;
    let runs = [{ end: start + (first.spans[index] ?? 1), probability: first.probabilities[index] ?? 0 }];
    for (const [place, list] of others.entries()) {
      cursors[place] = advanceTo(list, photo, cursors[place] ?? 0);
      const from = cursors[place] ?? 0;
      runs = runs.flatMap((run) => follow(list, from, photo, steppedOver(run, photo, silent)));
      if (runs.length === 0) break;
    }
    const best = runs.toSorted((a, b) => b.probability - a.probability)[0];
    if (best === undefined || best.probability < leastProbability) continue;
    found.push(photo, start, best.end - start, best.probability, first.ways[index] ?? 0, source);
  }
  return found;
}

interface Run {
  /** Place behind the last word. */
  readonly end: number;
  readonly probability: number;
}

function steppedOver(run: Run, photo: number, silent: ReadonlySet<number>): Run {
  let { end } = run;
  while (silent.has(placeKey(photo, end))) end += 1;
  return { ...run, end };
}

/** The run with each entry of a photo that stands right behind it. */
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

/** A little further step by step, much further by halves. */
function advanceTo(list: Evidence, photo: number, from: number): number {
  for (let at = from; at < Math.min(list.length, from + 8); at += 1) {
    if ((list.photos[at] ?? 0) >= photo) return at;
  }
  return list.firstOf(photo, from);
}
