import { boxOfQuad, facedAs, isMirrored, isSameOutline, quadSize, type Quad } from '../../shared/geometry.ts';
import type { LabelAction, PutWord } from '../../shared/contract/label.ts';
import type { PhotoId, Photo } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount, controlCharacter, counted, normalizeText } from '../../shared/text.ts';
import { fittedOrder } from '../../shared/page/readingOrder.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { withPieces } from '../../shared/wordEdits.ts';
import type { WritableDatabase } from '../store/database.ts';
import { type WordChange, findWordOrder } from '../store/words/wordChange.ts';
import { findLastDoneEdit } from '../store/words/edits.ts';
import { useLeasedId, isLeased } from '../store/words/wordIds.ts';
import {
  findStoredWords,
  findWordBoxes,
  findWordRevisions,
  findWords,
  listWords,
  type StoredWord,
} from '../store/words/words.ts';
import { findRotationRevision } from '../store/photos/rotatePhoto.ts';

/** Shortest side of a quad, in pixels of the photo. Smaller ones are drawn by accident. */
const leastSide = 1;
/** Longest side of a quad, in pixels of the photo. A crop of a larger one would not fit into memory. */
const longestSide = 200_000;

/** The words that an action creates, changes or deletes. */
function touchedWords({ put, remove }: LabelAction): WordId[] {
  return [...put.map(({ word }) => word), ...remove];
}

/**
 * Computes the changes of an action, and takes the ids of new words out of their lease. Other words must belong to the
 * photo.
 *
 * @throws InkdexError `bad-arguments` for an action that contradicts itself
 */
export function planEdit(
  db: WritableDatabase,
  photo: PhotoId,
  action: LabelAction,
  made: Pick<StoredWord, 'changedAt' | 'changedBy'>,
): WordChange {
  requireSound(action);
  const before = findStoredWords(db, photo, touchedWords(action));
  const known = new Map(before.map((word) => [word.id, word]));
  const created = action.put.map(({ word }) => word).filter((word) => !known.has(word));
  for (const word of created) useLeasedId(db, word);
  const inherited = Math.min(1, ...before.map(({ confidence }) => confidence));
  // A rectangle that was drawn or typed on a mirrored photo is of mirrored writing, too.
  const like = (before[0] ?? (created.length > 0 ? listWords(db, photo)[0] : undefined))?.quad;
  const isInMirror = like !== undefined && isMirrored(like);
  const words = action.put.map((given): StoredWord => {
    const put = isInMirror ? { ...given, quad: facedAs(like, given.quad) } : given;
    const word = known.get(put.word) ?? newWord(put, before.length === 0 ? 0 : inherited);
    // A word that has one from elsewhere can still be moved and confirmed.
    if (put.text !== word.text && /[\t\n\r]/u.test(put.text.trim()))
      throw badAction('the text has a line break or a tab. Give each line a word of its own');
    return { ...editedWord(word, put, action.title), ...made };
  });
  const removed = before.filter(({ id }) => action.remove.includes(id));
  const tombstones = removed.flatMap(({ id, detected }) =>
    detected === null ? [] : [{ word: id, region: detected }],
  );
  const isOrderKept = action.order === null && created.length === 0 && removed.length === 0;
  const orders = isOrderKept ? { before: null, after: null } : reorder(db, photo, action, words);
  return {
    before: { words: before, order: orders.before, tombstones: [] },
    after: { words, order: orders.after, tombstones },
  };
}

/** A new word, before it has a text. */
function newWord({ word: id, quad }: PutWord, confidence: number): StoredWord {
  return {
    id,
    box: boxOfQuad(quad),
    quad,
    polygon: null,
    detected: null,
    text: '',
    confidence,
    alternatives: [],
    lattice: null,
    source: 'model',
    boxSource: 'human',
    mark: 'text',
    madeBy: { kind: 'person' },
    changedAt: '',
    changedBy: null,
  };
}

function editedWord(word: StoredWord, put: PutWord, title: LabelAction['title']): StoredWord {
  const text = normalizeText(put.text);
  const isMoved = !isSameOutline(put.quad, word.quad) || !isSameOutline(put.polygon, word.polygon);
  // That a box holds text says a person of the box, not of what is read in it: readings keep it, and read it again.
  const isPersons = isMoved || (title === 'mark' && put.mark === 'text');
  return {
    ...word,
    quad: put.quad,
    box: isMoved ? boxOfQuad(put.quad) : word.box,
    polygon: put.polygon,
    boxSource: isPersons ? 'human' : word.boxSource,
    text,
    mark: put.mark,
    ...(put.confirmed || put.mark !== 'text' ? confirmedReading(word) : unconfirmedReading(word, text)),
    madeBy: text === word.text ? word.madeBy : { kind: 'person' },
  };
}

type Reading = Pick<StoredWord, 'source' | 'confidence' | 'alternatives' | 'lattice'>;

/** Keeps the readings of models: they can be restored, and they find look-alikes. */
function confirmedReading({ alternatives, lattice }: StoredWord): Reading {
  return { source: 'human', confidence: 1, alternatives, lattice };
}

/** An unconfirmed text has the confidence of the same reading, or of the word that it was made from. */
function unconfirmedReading(word: StoredWord, text: string): Reading {
  const read = word.alternatives.find((alternative) => alternative.text === text);
  if (read !== undefined) {
    const others = word.alternatives.filter((alternative) => alternative !== read);
    return {
      source: 'model',
      confidence: read.confidence,
      alternatives: [read, ...others],
      lattice: word.lattice,
    };
  }
  const inherited = word.source === 'model' ? word.confidence : (word.alternatives[0]?.confidence ?? 0);
  return { source: 'model', confidence: text === '' ? 0 : inherited, alternatives: [], lattice: null };
}

function reorder(
  db: WritableDatabase,
  photo: PhotoId,
  action: LabelAction,
  words: readonly StoredWord[],
): { before: WordId[][]; after: WordId[][] } {
  const before = findWordOrder(db, photo).map((line) => [...line]);
  const boxes = findWordBoxes(db, photo);
  for (const id of action.remove) boxes.delete(id);
  for (const { id, box } of words) boxes.set(id, box);
  if (action.order === null) return { before, after: fittedOrder(withPieces(before, action), boxes) };
  const after = action.order.map((line) => [...line]).filter((line) => line.length > 0);
  const expected = [...boxes.keys()].sort((a, b) => a - b);
  const given = after.flat().sort((a, b) => a - b);
  const known = new Set([...expected, ...action.remove]);
  const stray = given.find((word) => !known.has(word));
  if (stray !== undefined) {
    throw badAction(
      `its order contains word ${stray}, which is not on the photo and which it does not create`,
    );
  }
  if (JSON.stringify(expected) !== JSON.stringify(given)) {
    throw badAction(
      `its order has ${counted(given.length, 'word')}, but must contain each of the photo's ${counted(expected.length, 'word')} once`,
    );
  }
  return { before, after };
}

/** @throws InkdexError `bad-arguments` */
function requireSound({ put, remove, order }: LabelAction): void {
  const named = [...put.map(({ word }) => word), ...remove];
  if (named.length === 0 && order === null) throw badAction('it changes nothing');
  if (new Set<number>(named).size !== named.length) throw badAction('it contains a word twice');
  for (const { quad, text, mark, confirmed } of put) {
    requireWordSize(quad);
    const control = controlCharacter(text);
    if (control !== null) throw badAction(`the text has the control character ${control}. Type it without`);
    if (confirmed && mark === 'text' && normalizeText(text) === '') {
      throw badAction('a confirmed word needs a text. Type one, or mark the word as illegible or not text');
    }
  }
}

/** @throws InkdexError `bad-arguments` for a quad that cannot be a word's, by its size */
export function requireWordSize(quad: Quad): void {
  const { width, height } = quadSize(quad);
  if (!(width >= leastSide && height >= leastSide)) {
    throw badAction(`a box of ${width.toFixed(1)} by ${height.toFixed(1)} pixels is too small for a word`);
  }
  if (width > longestSide || height > longestSide) {
    throw badAction(`a box of more than ${formatCount(longestSide)} pixels is too large for a word`);
  }
}

function badAction(what: string): InkdexError {
  return new InkdexError('bad-arguments', `Invalid edit: ${what}.`);
}

/**
 * @param revision the revision that the window knows
 * @throws InkdexError `conflict` when anything on the photo has changed since
 */
export function requireUnchanged(photo: Photo, revision: number): void {
  if (revision === photo.revision) return;
  requirePast(photo, revision);
  throw conflict(photo, []);
}

/**
 * Allows an action on words that no other window has changed.
 *
 * @throws InkdexError `conflict` when a word of the action has changed since, or, for an action with an
 * order, any word, or when the photo was rotated; `not-found` for a word that the photo never had and whose id is
 * not leased
 */
export function requireWordsUnchanged(
  db: WritableDatabase,
  photo: Photo,
  revision: number,
  action: LabelAction,
): void {
  requirePast(photo, revision);
  if (revision < findRotationRevision(db, photo.id)) throw conflict(photo, []);
  if (action.order !== null) requireUnchanged(photo, revision);
  const words = touchedWords(action);
  const revisions = findWordRevisions(db, photo.id, words);
  const isNew = (word: WordId) => !action.remove.includes(word) && isLeased(db, word);
  const missing = words.find((word) => !revisions.has(word) && !isNew(word));
  if (missing !== undefined && revision === photo.revision) {
    throw new InkdexError('not-found', `There is no word ${String(missing)} on ${photo.name}.`);
  }
  const changed = words.filter((word) => (revisions.get(word) ?? 0) > revision);
  if (missing === undefined && changed.length === 0) return;
  const deletedBy = missing === undefined ? null : findLastDoneEdit(db, photo.id)?.by;
  throw conflict(photo, [deletedBy, ...findWords(db, changed).map(({ changedBy }) => changedBy)]);
}

/** Rejects a revision in the future, which no window can know. */
function requirePast(photo: Photo, revision: number): void {
  if (revision <= photo.revision) return;
  throw new InkdexError(
    'bad-arguments',
    `${photo.name} has revision ${photo.revision}, but the edit was made on ${revision}. Open the photo again.`,
  );
}

/** @param people who made the changes, as far as they have names */
function conflict({ name }: Photo, people: readonly (string | null | undefined)[]): InkdexError {
  const names = [...new Set(people)].filter((person) => person != null);
  const who = names.length === 0 ? '' : ` by ${names.join(' and ')}`;
  return new InkdexError(
    'conflict',
    `These words on ${name} were changed in another window${who} first, so your change was not made. ` +
      'The newer version is shown; what you typed is still in the field.',
  );
}
