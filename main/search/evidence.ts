import { hitWaySchema, type HitWay } from '../../shared/search.ts';

/** Ways by their numbers in `Evidence`. */
export const ways = hitWaySchema.options;

/** The number of a way; what evidence holds millions of. */
export function wayNumber(way: HitWay): number {
  return ways.indexOf(way);
}

/** Words of photos that answer one term, in order of photo and position: columns that grow. */
export class Evidence {
  photos = new Int32Array(16);
  positions = new Int32Array(16);
  /** How many words in a row, from `positions` on. */
  spans = new Uint16Array(16);
  probabilities = new Float32Array(16);
  /** Places in `ways`. */
  ways = new Uint8Array(16);
  /** Places in `terms`. */
  sources = new Uint16Array(16);
  /** The terms of the index by which words were found. */
  readonly terms: string[] = [];
  length = 0;

  push(
    photo: number,
    position: number,
    span: number,
    probability: number,
    way: number,
    source: number,
  ): void {
    if (this.length === this.photos.length) this.#grow();
    const at = this.length;
    this.photos[at] = photo;
    this.positions[at] = position;
    this.spans[at] = span;
    this.probabilities[at] = probability;
    this.ways[at] = way;
    this.sources[at] = source;
    this.length += 1;
  }

  /** The number of a term among those that words were found by. */
  source(term: string): number {
    return this.terms.push(term) - 1;
  }

  /** The first entry of a photo, or of the next one that has any. */
  firstOf(photo: number, from = 0): number {
    let low = from;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.photos[middle] ?? 0) < photo) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const room = 2 * this.photos.length;
    this.photos = grown(this.photos, new Int32Array(room));
    this.positions = grown(this.positions, new Int32Array(room));
    this.spans = grown(this.spans, new Uint16Array(room));
    this.probabilities = grown(this.probabilities, new Float32Array(room));
    this.ways = grown(this.ways, new Uint8Array(room));
    this.sources = grown(this.sources, new Uint16Array(room));
  }
}

/** Both together; where both speak of one place, the likelier word of it stays. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = new Evidence();
  merged.terms.push(...a.terms, ...b.terms);
  let [left, right] = [0, 0];
  while (left < a.length || right < b.length) {
    const order = compareAt(a, left, b, right);
    if (order === 0) {
      const isLeft = (a.probabilities[left] ?? 0) >= (b.probabilities[right] ?? 0);
      if (isLeft) copy(a, left, merged, 0);
      else copy(b, right, merged, a.terms.length);
      left += 1;
      right += 1;
    } else if (order < 0) {
      copy(a, left, merged, 0);
      left += 1;
    } else {
      copy(b, right, merged, a.terms.length);
      right += 1;
    }
  }
  return merged;
}

/** Two by two, smallest first, so that of thousands of lists none is gone through often. */
export function mergeAll(lists: readonly Evidence[]): Evidence {
  let round = lists.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  while (round.length > 1) {
    const merged: Evidence[] = [];
    for (let index = 0; index < round.length; index += 2) {
      merged.push(mergeEvidence(round[index] ?? new Evidence(), round[index + 1] ?? new Evidence()));
    }
    round = merged;
  }
  return round[0] ?? new Evidence();
}

/** Of all entries, those that `keep` wants. */
export function filterEvidence(from: Evidence, keep: (index: number) => boolean): Evidence {
  const kept = new Evidence();
  kept.terms.push(...from.terms);
  for (let index = 0; index < from.length; index += 1) if (keep(index)) copy(from, index, kept, 0);
  return kept;
}

function copy(from: Evidence, index: number, into: Evidence, termsBefore: number): void {
  into.push(
    from.photos[index] ?? 0,
    from.positions[index] ?? 0,
    from.spans[index] ?? 1,
    from.probabilities[index] ?? 0,
    from.ways[index] ?? 0,
    (from.sources[index] ?? 0) + termsBefore,
  );
}

/** A list that has ended comes last. */
function compareAt(a: Evidence, left: number, b: Evidence, right: number): number {
  if (left >= a.length) return 1;
  if (right >= b.length) return -1;
  return (
    (a.photos[left] ?? 0) - (b.photos[right] ?? 0) || (a.positions[left] ?? 0) - (b.positions[right] ?? 0)
  );
}

function grown<Column extends Int32Array | Uint16Array | Uint8Array | Float32Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}
