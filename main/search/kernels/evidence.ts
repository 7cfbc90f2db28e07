import { hitWaySchema, type HitWay } from '../../../shared/contract/search.ts';
import { firstNotBefore, firstPlace, probabilityOf, type PostingList } from '../../store/index/places.ts';

/** Ways of matching, in the order of their numbers in `Evidence`. */
export const ways = hitWaySchema.options;

/** The number of a way. Evidence stores numbers, because it can have millions of entries. */
export function wayNumber(way: HitWay): number {
  return ways.indexOf(way);
}

export interface EvidenceEntry {
  readonly photo: number;
  readonly position: number;
  /** Number of consecutive words, starting at `position`. */
  readonly span: number;
  readonly probability: number;
  /** Index in `ways`. */
  readonly way: number;
  /** Index in `Evidence.terms`. */
  readonly source: number;
}

type WordColumns = Pick<Evidence, 'photos' | 'positions' | 'probabilities' | 'length'>;

/** Fewer entries than this are faster to copy one by one. */
const shortRange = 32;

/** Words of photos that match one term, in order of photo and position, in growing columns. */
export class Evidence {
  photos: Int32Array;
  positions: Int32Array;
  /** Number of consecutive words, starting at `positions`. */
  spans: Uint16Array;
  probabilities: Float32Array;
  /** Indices in `ways`. */
  ways: Uint8Array;
  /** Indices in `terms`. */
  sources: Uint16Array;
  /** The terms of the index by which words were found. */
  readonly terms: string[] = [];
  /**
   * For each term, the probability that the query means it: 1 unless the query may be misspelt. `probabilities` include it, so
   * that it costs rank; the probability that the word is the term does not.
   */
  readonly weights: number[] = [];
  length = 0;

  /** @param room number of entries that fit before the columns grow */
  constructor(room = 16) {
    this.photos = new Int32Array(room);
    this.positions = new Int32Array(room);
    this.spans = new Uint16Array(room);
    this.probabilities = new Float32Array(room);
    this.ways = new Uint8Array(room);
    this.sources = new Uint16Array(room);
  }

  /** Single words that match one term in one way. Does not copy the given columns. */
  static ofWords(
    { photos, positions, probabilities, length }: WordColumns,
    term: string,
    way: number,
    weight: number,
  ): Evidence {
    const evidence = new Evidence(0);
    evidence.source(term, weight);
    evidence.photos = photos.subarray(0, length);
    evidence.positions = positions.subarray(0, length);
    evidence.probabilities = probabilities.subarray(0, length);
    evidence.spans = new Uint16Array(length).fill(1);
    evidence.ways = new Uint8Array(length).fill(way);
    evidence.sources = new Uint16Array(length);
    evidence.length = length;
    return evidence;
  }

  /** @param index less than `length` */
  entry(index: number): EvidenceEntry {
    return {
      photo: this.photos[index],
      position: this.positions[index],
      span: this.spans[index],
      probability: this.probabilities[index],
      way: this.ways[index],
      source: this.sources[index],
    };
  }

  push({ photo, position, span, probability, way, source }: EvidenceEntry): void {
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

  /**
   * Appends entries of another list. They must follow all present entries, and there must be room for them.
   *
   * @param termsBefore number of terms before those of the other list
   */
  pushRange(from: Evidence, start: number, end: number, termsBefore: number): void {
    const shift = this.length - start;
    if (end - start < shortRange) {
      for (let index = start; index < end; index += 1) {
        this.photos[index + shift] = from.photos[index];
        this.positions[index + shift] = from.positions[index];
        this.spans[index + shift] = from.spans[index];
        this.probabilities[index + shift] = from.probabilities[index];
        this.ways[index + shift] = from.ways[index];
      }
    } else {
      this.photos.set(from.photos.subarray(start, end), this.length);
      this.positions.set(from.positions.subarray(start, end), this.length);
      this.spans.set(from.spans.subarray(start, end), this.length);
      this.probabilities.set(from.probabilities.subarray(start, end), this.length);
      this.ways.set(from.ways.subarray(start, end), this.length);
    }
    for (let index = start; index < end; index += 1) {
      this.sources[index + shift] = from.sources[index] + termsBefore;
    }
    this.length += end - start;
  }

  /** Writes a copy of another list's entry; `termsBefore` as in `pushRange`. */
  copyEntry(at: number, from: Evidence, index: number, termsBefore: number): void {
    this.photos[at] = from.photos[index];
    this.positions[at] = from.positions[index];
    this.spans[at] = from.spans[index];
    this.probabilities[at] = from.probabilities[index];
    this.ways[at] = from.ways[index];
    this.sources[at] = from.sources[index] + termsBefore;
  }

  /** The number of a term; adds the term if it is new. */
  source(term: string, weight = 1): number {
    this.weights.push(weight);
    return this.terms.push(term) - 1;
  }

  /** The probability that the query means the term of an entry. */
  weightOf(index: number): number {
    return this.weights[this.sources[index]];
  }

  /** The probability that the word of an entry is the term by which it was found, 0 to 1. */
  readingProbability(index: number): number {
    return Math.min(1, this.probabilities[index] / this.weightOf(index));
  }

  /** The first entry of a photo, or of the next photo with entries. */
  firstOf(photo: number, from = 0): number {
    return firstNotBefore(this.length, from, (index) => this.photos[index] < photo);
  }

  /** The first entry at or after a place. */
  firstAt(photo: number, position: number, from = 0): number {
    return firstPlace(this, { photo, position }, from);
  }

  #grow(): void {
    const room = Math.max(16, 2 * this.photos.length);
    this.photos = grown(this.photos, new Int32Array(room));
    this.positions = grown(this.positions, new Int32Array(room));
    this.spans = grown(this.spans, new Uint16Array(room));
    this.probabilities = grown(this.probabilities, new Float32Array(room));
    this.ways = grown(this.ways, new Uint8Array(room));
    this.sources = grown(this.sources, new Uint16Array(room));
  }
}

/** Less likely readings are noise: they would only highlight wrong words. */
export const leastProbability = 0.01;

/**
 * Filters the list in place.
 *
 * @param by 0 to 1: the probability that a place is a hit if the term is there; for `meant`, that the query means the term
 */
export function scaled(list: PostingList, term: string, way: HitWay, by: number): Evidence {
  const { photos, positions, shares, length } = list;
  const least = way === 'read' ? 0 : leastProbability;
  const probabilities = new Float32Array(length);
  let kept = 0;
  for (let index = 0; index < length; index += 1) {
    const probability = by * probabilityOf(shares[index]);
    if (probability < least) continue;
    photos[kept] = photos[index];
    positions[kept] = positions[index];
    probabilities[kept] = probability;
    kept += 1;
  }
  const weight = way === 'meant' ? by : 1;
  return Evidence.ofWords({ photos, positions, probabilities, length: kept }, term, wayNumber(way), weight);
}

/** Merges two lists. If both have an entry for a place, keeps the more likely one. */
function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged = new Evidence(a.length + b.length);
  merged.terms.push(...a.terms, ...b.terms);
  merged.weights.push(...a.weights, ...b.weights);
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const order = compareAt(a, left, b, right);
    if (order < 0) {
      const end = a.firstAt(b.photos[right], b.positions[right], left);
      merged.pushRange(a, left, end, 0);
      left = end;
    } else if (order > 0) {
      const end = b.firstAt(a.photos[left], a.positions[left], right);
      merged.pushRange(b, right, end, a.terms.length);
      right = end;
    } else {
      const isLeft = a.probabilities[left] >= b.probabilities[right];
      if (isLeft) merged.pushRange(a, left, left + 1, 0);
      else merged.pushRange(b, right, right + 1, a.terms.length);
      left += 1;
      right += 1;
    }
  }
  merged.pushRange(a, left, a.length, 0);
  merged.pushRange(b, right, b.length, a.terms.length);
  return merged;
}

/** So many lists are faster to sort by photo than to merge two by two, if they have enough entries for the counts of photos. */
const manyLists = 6;
const photosPerEntry = 4;

/** Merges lists. If some have an entry for the same place, keeps the most likely one. */
export function mergeAll(lists: readonly Evidence[]): Evidence {
  const given = lists.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
  if (given.length >= manyLists) {
    const lowest = given.reduce((least, { photos }) => Math.min(least, photos[0]), Infinity);
    const highest = given.reduce((most, { photos, length }) => Math.max(most, photos[length - 1]), 0);
    const entries = given.reduce((sum, { length }) => sum + length, 0);
    if (highest - lowest < photosPerEntry * entries) {
      return mergeByPhoto(given, { lowest, highest, entries });
    }
  }
  return mergeShortest(given);
}

/** Counting sort by photo, then by position within each photo. */
function mergeByPhoto(
  lists: readonly Evidence[],
  {
    lowest,
    highest,
    entries,
  }: { readonly lowest: number; readonly highest: number; readonly entries: number },
): Evidence {
  // The place of each photo's next entry.
  const next = new Int32Array(highest - lowest + 2);
  for (const { photos, length } of lists) {
    for (let index = 0; index < length; index += 1) {
      const photo = photos[index] - lowest;
      next[photo + 1] += 1;
    }
  }
  for (let photo = 1; photo < next.length; photo += 1) next[photo] += next[photo - 1];
  const merged = new Evidence(entries);
  for (const from of lists) {
    const termsBefore = merged.terms.length;
    merged.terms.push(...from.terms);
    merged.weights.push(...from.weights);
    for (let index = 0; index < from.length; index += 1) {
      const photo = from.photos[index] - lowest;
      let at = next[photo];
      next[photo] = at + 1;
      const position = from.positions[index];
      for (; at > 0 && merged.photos[at - 1] === from.photos[index]; at -= 1) {
        if (merged.positions[at - 1] <= position) break;
        merged.copyEntry(at, merged, at - 1, 0);
      }
      merged.copyEntry(at, from, index, termsBefore);
    }
  }
  return withoutRepeated(merged, entries);
}

/** Keeps the most likely entry of each place, of entries in order. Changes the list in place. */
function withoutRepeated(list: Evidence, entries: number): Evidence {
  let kept = 0;
  for (let at = 0; at < entries; at += 1) {
    const isRepeated =
      kept > 0 &&
      list.photos[at] === list.photos[kept - 1] &&
      list.positions[at] === list.positions[kept - 1];
    if (!isRepeated) kept += 1;
    else if (list.probabilities[at] <= list.probabilities[kept - 1]) continue;
    if (kept - 1 < at) list.copyEntry(kept - 1, list, at, 0);
  }
  list.length = kept;
  return list;
}

/** Merges the two shortest lists first, so that none of thousands of lists is copied often. */
function mergeShortest(given: readonly Evidence[]): Evidence {
  // Merged lists grow from one to the next, so that both queues stay approximately sorted.
  const merged: Evidence[] = [];
  let [nextGiven, nextMerged] = [0, 0];
  const shortest = (): Evidence => {
    const [one, other] = [given.at(nextGiven), merged.at(nextMerged)];
    if (one !== undefined && (other === undefined || one.length <= other.length)) {
      nextGiven += 1;
      return one;
    }
    nextMerged += 1;
    return other ?? new Evidence();
  };
  while (given.length - nextGiven + merged.length - nextMerged > 1) {
    merged.push(mergeEvidence(shortest(), shortest()));
  }
  return shortest();
}

/** The entries that `keep` accepts. */
export function filterEvidence(from: Evidence, keep: (index: number) => boolean): Evidence {
  const kept = new Evidence(from.length);
  kept.terms.push(...from.terms);
  kept.weights.push(...from.weights);
  for (let index = 0; index < from.length; index += 1) {
    if (keep(index)) kept.pushRange(from, index, index + 1, 0);
  }
  return kept;
}

function compareAt(a: Evidence, left: number, b: Evidence, right: number): number {
  return a.photos[left] - b.photos[right] || a.positions[left] - b.positions[right];
}

function grown<Column extends Int32Array | Uint16Array | Uint8Array | Float32Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}
