import { isDeepStrictEqual } from 'node:util';
import { intersectionOverUnion, isSameWord, type Box, type Quad } from '../../shared/geometry.ts';
import type { WordOrder } from '../../shared/contract/label.ts';
import { placeInOrder } from '../../shared/wordOrder.ts';
import type { Alternative, PageReading, ReadWord, WordId } from '../../shared/contract/word.ts';
import type { WordChange } from '../store/wordChange.ts';
import type { StoredWord } from '../store/words.ts';

/** From this intersection over union on, a word that is read takes over the id of the one before. */
const leastOverlap = 0.5;

export interface BoxReading {
  readonly id: WordId;
  /** Where it was read. */
  readonly quad: Quad;
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  readonly lattice: string | null;
}

export interface MergeInput {
  /** As they stand, in reading order. */
  readonly words: readonly StoredWord[];
  readonly order: WordOrder;
  /** A person has arranged the words: what stays keeps its place. */
  readonly isOrderPersons: boolean;
  /** Where a person wants no word. */
  readonly tombstones: readonly Box[];
  readonly reading: PageReading;
  /** What was read in boxes that a person made; those that have changed since are left alone. */
  readonly again: readonly BoxReading[];
  /** ISO 8601. */
  readonly readAt: string;
  readonly newIds: (count: number) => WordId[];
}

/** Where a model's word goes, or whose place it shows. */
interface PlacedWord {
  readonly line: number;
  readonly word: ReadWord;
  /** The person's word that it covers. */
  readonly kept: StoredWord | undefined;
}

/**
 * What a new reading changes. A person's words stay, in the place of what a model read there; what a
 * person took away stays away; a model's word that is found again keeps its id.
 */
export function mergeReading(input: MergeInput): WordChange {
  const kept = input.words.filter(isPersons);
  const replaced = input.words.filter((word) => !isPersons(word));
  const placed = placeReading(input.reading.words, kept, input.tombstones);
  const read = placed.filter((place) => place.kept === undefined).map(({ word }) => word);
  const ids = assignIds(read, replaced, input.newIds);
  const fresh = read.map((word, index) => modelWord(ids[index], word, input));
  const order = mergeOrder(input, placed, kept, fresh);
  const known = new Map(input.words.map((word) => [word.id, word]));
  const boxed = kept.map((word) => boxedWord(word, input)).filter((word) => word !== known.get(word.id));
  const after = [...fresh, ...boxed].filter((word) => !isReadAlike(word, known.get(word.id)));
  const present = new Set([...fresh, ...kept].map(({ id }) => id));
  const touched = new Set(after.map(({ id }) => id));
  const before = input.words.filter(({ id }) => !present.has(id) || touched.has(id));
  const isOrderAlike = JSON.stringify(order) === JSON.stringify(input.order);
  return {
    before: { words: before, order: isOrderAlike ? null : input.order, tombstones: [] },
    after: { words: after, order: isOrderAlike ? null : order, tombstones: [] },
  };
}

function isPersons({ source, boxSource }: StoredWord): boolean {
  return source === 'human' || boxSource === 'human';
}

/** The words that stay in the reading's own order; of several over one of a person's, the first shows its place. */
function placeReading(
  read: readonly ReadWord[],
  kept: readonly StoredWord[],
  tombstones: readonly Box[],
): PlacedWord[] {
  const shown = new Set<StoredWord>();
  return read.flatMap((word): PlacedWord[] => {
    const covered = kept.find(
      ({ box, detected }) =>
        isSameWord(box, word.box) || (detected !== null && isSameWord(detected, word.box)),
    );
    if (covered === undefined) {
      const isBuried = tombstones.some((region) => isSameWord(region, word.box));
      return isBuried ? [] : [{ line: word.line, word, kept: undefined }];
    }
    if (shown.has(covered)) return [];
    shown.add(covered);
    return [{ line: word.line, word, kept: covered }];
  });
}

/** Words that stand where one stood before take over its id, so that whoever looks at one goes on doing so. */
function assignIds(
  read: readonly ReadWord[],
  replaced: readonly StoredWord[],
  newIds: MergeInput['newIds'],
): WordId[] {
  const free = new Set(replaced);
  const found = read.map(({ box }) => {
    let best: { word: StoredWord; overlap: number } | undefined;
    for (const word of free) {
      const overlap = intersectionOverUnion(word.box, box);
      if (overlap >= leastOverlap && overlap > (best?.overlap ?? 0)) best = { word, overlap };
    }
    if (best !== undefined) free.delete(best.word);
    return best?.word.id;
  });
  const fresh = newIds(found.filter((id) => id === undefined).length).values();
  return found.flatMap((id) => id ?? fresh.next().value ?? []);
}

function modelWord(id: WordId | undefined, word: ReadWord, { reading, readAt }: MergeInput): StoredWord {
  if (id === undefined) throw new RangeError('A word was read that has no id.');
  return {
    id,
    box: word.box,
    quad: word.quad,
    polygon: null,
    detected: word.box,
    text: word.text,
    confidence: word.confidence,
    alternatives: word.alternatives,
    lattice: word.lattice ?? null,
    source: 'model',
    boxSource: 'model',
    mark: 'text',
    madeBy: { kind: 'model', sha256: reading.recogniser },
    changedAt: readAt,
  };
}

/** A box that a person made takes what is read in it, until the person has confirmed a text. */
function boxedWord(word: StoredWord, { again, reading, readAt }: MergeInput): StoredWord {
  const found = again.find(({ id }) => id === word.id);
  const [best] = found?.alternatives ?? [];
  if (word.source === 'human' || found === undefined || best === undefined) return word;
  if (JSON.stringify(found.quad) !== JSON.stringify(word.quad)) return word;
  return {
    ...word,
    ...best,
    alternatives: [...found.alternatives],
    lattice: found.lattice,
    madeBy: { kind: 'model', sha256: reading.recogniser },
    changedAt: readAt,
  };
}

/** The order of the reading, or the person's own with what is new placed in it. */
function mergeOrder(
  input: MergeInput,
  placed: readonly PlacedWord[],
  kept: readonly StoredWord[],
  fresh: readonly StoredWord[],
): WordId[][] {
  const boxes = new Map([...kept, ...fresh].map(({ id, box }) => [id, box]));
  const base = input.isOrderPersons ? staying(input.order, boxes) : orderOf(placed, fresh);
  const present = new Set(base.flat());
  const missing = [...boxes.keys()].filter((id) => !present.has(id));
  return placeInOrder(base, missing, (id) => boxes.get(id) ?? [0, 0, 0, 0]);
}

function staying(order: WordOrder, words: ReadonlyMap<WordId, Box>): WordId[][] {
  return order.map((line) => line.filter((id) => words.has(id))).filter((line) => line.length > 0);
}

function orderOf(placed: readonly PlacedWord[], fresh: readonly StoredWord[]): WordId[][] {
  const unplaced = fresh.values();
  const lines = new Map<number, WordId[]>();
  for (const { line, kept } of placed) {
    const word = kept ?? unplaced.next().value;
    if (word !== undefined) lines.set(line, [...(lines.get(line) ?? []), word.id]);
  }
  return [...lines.values()];
}

/** The same but for when it was read. */
function isReadAlike(word: StoredWord, before: StoredWord | undefined): boolean {
  if (before === undefined) return false;
  return isDeepStrictEqual(word, { ...before, changedAt: word.changedAt });
}
