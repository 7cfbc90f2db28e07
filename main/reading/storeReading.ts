import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PageReading, Alternative, ReadWord, WordId } from '../../shared/contract/word.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import { recordEarlierReadings } from '../store/words/earlierReadings.ts';
import { hasHistory, hasOrderEdit, insertEdit } from '../store/words/edits.ts';
import { keepReading } from '../store/words/keptReadings.ts';
import { replacePhotoReading, requirePhoto } from '../store/photos/photos.ts';
import {
  listTombstones,
  applyWordChange,
  isEmptyChange,
  type WordChange,
  findWordOrder,
} from '../store/words/wordChange.ts';
import { replacePhotoRotation } from '../store/photos/rotatePhoto.ts';
import { nextWordIds } from '../store/words/wordIds.ts';
import { listStoredWords, type StoredWord } from '../store/words/words.ts';
import { isDeepStrictEqual } from 'node:util';
import {
  isSameOutline,
  intersectionOverUnion,
  isSameWord,
  type Box,
  type Quad,
} from '../../shared/geometry.ts';
import type { WordOrder } from '../../shared/contract/label.ts';
import { fittedOrder } from '../../shared/page/readingOrder.ts';

/** A stored change of a photo's words. */
interface StoredReading {
  readonly change: WordChange;
  /** Revision of the photo after this change. */
  readonly revision: number;
}

/**
 * Replaces the previous reading and its index in one transaction. Keeps words that the user confirmed or marked, and
 * boxes that the user drew. On a photo with a history, the reading is an edit like any other, so that undo can restore
 * every earlier state. Returns null if nothing changes. Keeps the rotation that the reading chose (`isRotationOpen`).
 *
 * @param again readings of boxes that the user drew and has not confirmed
 */
export function storeReading(
  db: WritableDatabase,
  photo: PhotoId,
  reading: PageReading,
  readAt: string,
  again: readonly BoxReading[] = [],
): StoredReading | null {
  return transaction(db, () => {
    const before = requirePhoto(db, photo);
    if (reading.turn !== before.turn) replacePhotoRotation(db, before, reading.turn, 'reading');
    const words = listStoredWords(db, photo);
    const order = findWordOrder(db, photo);
    const change = mergeReading({
      words,
      order,
      isOrderPersons: hasOrderEdit(db, photo),
      tombstones: listTombstones(db, photo),
      reading,
      again,
      readAt,
      newIds: (count) => nextWordIds(db, count),
    });
    keepReading(db, photo, reading);
    replacePhotoReading(db, photo, { ...reading, readAt });
    if (isEmptyChange(change)) return null;
    const revision = applyWordChange(db, photo, change);
    recordEarlierReadings(db, change);
    if (hasHistory(db, photo)) insertEdit(db, photo, { title: 'read', by: null, change, at: readAt });
    return { change, revision };
  });
}

/** A word takes over the id of an earlier word if their intersection over union is at least this. */
const leastOverlap = 0.5;

interface BoxReading {
  readonly id: WordId;
  readonly quad: Quad;
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  readonly lattice: string | null;
}

interface MergeInput {
  /** The current words, in reading order. */
  readonly words: readonly StoredWord[];
  readonly order: WordOrder;
  /** Whether the user arranged the words. Words that stay then keep their place in the order. */
  readonly isOrderPersons: boolean;
  /** Quads of words that the user deleted. */
  readonly tombstones: readonly Box[];
  readonly reading: PageReading;
  /** Readings of boxes that the user drew. A box that has changed since is not updated. */
  readonly again: readonly BoxReading[];
  /** ISO 8601. */
  readonly readAt: string;
  readonly newIds: (count: number) => WordId[];
}

/** A word that a model found, or a box without text. */
interface MarkedWord extends ReadWord {
  readonly mark: 'text' | 'not-text';
}

/** The stored word that a new word updates, or that it covers. */
interface PlacedWord {
  readonly line: number;
  readonly word: MarkedWord;
  /** The user's word that it covers. */
  readonly kept: StoredWord | undefined;
}

/**
 * The changes of a new reading. Words of the user replace what a model read in their place; words that the user deleted
 * stay deleted; a model's word that is found again keeps its id.
 */
function mergeReading(input: MergeInput): WordChange {
  const kept = input.words.filter(isPersons);
  const replaced = input.words.filter((word) => !isPersons(word));
  const placed = placeReading(inOrder(input.reading), kept, input.tombstones);
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

/** The words and the boxes without text, in reading order. */
function inOrder({ words, notText }: PageReading): MarkedWord[] {
  const left = notText.map(({ before, ...word }) => ({
    before,
    word: { ...word, mark: 'not-text' as const },
  }));
  const leftBefore = (index: number): MarkedWord[] =>
    left.filter(({ before }) => before === index).map(({ word }) => word);
  const marked = words.flatMap((word, index): MarkedWord[] => [
    ...leftBefore(index),
    { ...word, mark: 'text' },
  ]);
  return [...marked, ...leftBefore(words.length)];
}

function isPersons({ source, boxSource }: StoredWord): boolean {
  return source === 'human' || boxSource === 'human';
}

/** The remaining words, in the order of the reading. If several cover a word of the user, the first gives its place. */
function placeReading(
  read: readonly MarkedWord[],
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

/** Words in the place of an earlier word take over its id, so that a window keeps showing the same word. */
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

function modelWord(id: WordId | undefined, word: MarkedWord, { reading, readAt }: MergeInput): StoredWord {
  if (id === undefined) throw new RangeError('A new word has no id.');
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
    ...(word.underlined === true && { underlined: true as const }),
    source: 'model',
    boxSource: 'model',
    mark: word.mark,
    madeBy: { kind: 'model', sha256: reading.recogniser },
    changedAt: readAt,
    changedBy: null,
  };
}

/** A box that the user drew gets the text that is read in it, until the user confirms a text. */
function boxedWord(word: StoredWord, { again, reading, readAt }: MergeInput): StoredWord {
  const found = again.find(({ id }) => id === word.id);
  const [best] = found?.alternatives ?? [];
  if (word.source === 'human' || found === undefined || best === undefined) return word;
  if (!isSameOutline(found.quad, word.quad)) return word;
  return {
    ...word,
    ...best,
    alternatives: [...found.alternatives],
    lattice: found.lattice,
    madeBy: { kind: 'model', sha256: reading.recogniser },
    changedAt: readAt,
    changedBy: null,
  };
}

/** The order of the reading, or the user's order with the new words inserted. */
function mergeOrder(
  input: MergeInput,
  placed: readonly PlacedWord[],
  kept: readonly StoredWord[],
  fresh: readonly StoredWord[],
): WordId[][] {
  const boxes = new Map([...kept, ...fresh].map(({ id, box }) => [id, box]));
  return fittedOrder(input.isOrderPersons ? input.order : orderOf(placed, fresh), boxes);
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

/** Whether two words are equal except for the time of reading. */
function isReadAlike(word: StoredWord, before: StoredWord | undefined): boolean {
  if (before === undefined) return false;
  return isDeepStrictEqual(word, { ...before, changedAt: word.changedAt });
}
