import { isSameOutline } from '../../shared/geometry.ts';
import { isDeepStrictEqual } from 'node:util';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { LabelsChanged, WordsReadAgain } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Alternative, WordId } from '../../shared/contract/word.ts';
import { transaction, type WritableDatabase } from '../store/database.ts';
import {
  findLastDoneEdit,
  hasHistory,
  insertEdit,
  replaceEditChange,
  describeChange,
} from '../store/words/edits.ts';
import { requirePhoto } from '../store/photos/photos.ts';
import { findTextAround, findStoredWords, type StoredWord } from '../store/words/words.ts';
import { applyWordChange, type WordChange } from '../store/words/wordChange.ts';
import type { ReadQuads } from '../workers/client.ts';
import { requireWordSize } from './editLabels.ts';

/**
 * Reads words of a photo in the context of its text, and new quads. Does not change a word that the user
 * confirms, marks or moves during the reading.
 *
 * @throws InkdexError `not-found`, `bad-arguments` for a quad that is too small or too large; as the reader
 */
export async function readWordsAgain(
  db: WritableDatabase,
  { photo: id, words: ids, quads }: CallArgs<'readWordsAgain'>,
  read: ReadQuads,
): Promise<WordsReadAgain> {
  for (const quad of quads) requireWordSize(quad);
  const photo = requirePhoto(db, id);
  const present = findStoredWords(db, id, ids);
  const places = present.map(({ quad }) => quad);
  const text = findTextAround(
    db,
    id,
    present.map((word) => word.id),
  );
  const { readings, lattices, recogniser } = await read(photo, [...places, ...quads], text);
  const asked = new Map(present.map((word) => [word.id, word]));
  const found = new Map(
    present.map((word, index): [WordId, FoundReading] => {
      return [word.id, { alternatives: readings[index] ?? [], lattice: lattices[index] ?? null }];
    }),
  );
  return {
    words: ids.map((word) => [...(found.get(word)?.alternatives ?? [])]),
    quads: quads.map((_, index) => readings[places.length + index] ?? []),
    changed: transaction(db, () => takeReadings(db, id, { asked, found, recogniser })),
  };
}

interface FoundReading {
  readonly alternatives: readonly Alternative[];
  readonly lattice: string | null;
}

interface NewReadings {
  /** The words before the reading. */
  readonly asked: ReadonlyMap<WordId, StoredWord>;
  readonly found: ReadonlyMap<WordId, FoundReading>;
  readonly recogniser: string;
}

function takeReadings(
  db: WritableDatabase,
  photo: PhotoId,
  { asked, found, recogniser }: NewReadings,
): LabelsChanged | null {
  const at = new Date().toISOString();
  const changes = findStoredWords(db, photo, [...found.keys()]).flatMap((word) => {
    const { alternatives, lattice } = found.get(word.id) ?? { alternatives: [], lattice: null };
    const quad = asked.get(word.id)?.quad;
    const isStale = quad === undefined || !isSameOutline(quad, word.quad);
    if (word.source === 'human' || isStale || isReadAlike(word, { alternatives, lattice })) return [];
    const [best = { text: '', confidence: 0 }] = alternatives;
    const madeBy: StoredWord['madeBy'] = { kind: 'model', sha256: recogniser };
    const read = {
      ...best,
      alternatives: [...alternatives],
      lattice,
      madeBy,
      changedAt: at,
      changedBy: null,
    };
    return [{ before: word, after: { ...word, ...read } }];
  });
  if (changes.length === 0) return null;
  const change: WordChange = {
    before: { words: changes.map(({ before }) => before), order: null, tombstones: [] },
    after: { words: changes.map(({ after }) => after), order: null, tombstones: [] },
  };
  const revision = applyWordChange(db, photo, change);
  journal(db, photo, change, at);
  return describeChange(db, photo, { change, revision });
}

function isReadAlike(word: StoredWord, { alternatives, lattice }: FoundReading): boolean {
  const [best] = alternatives;
  return (
    word.text === (best?.text ?? '') &&
    word.lattice === lattice &&
    isDeepStrictEqual(word.alternatives, alternatives)
  );
}

/** Reading a new box is part of drawing it: undo reverts both. */
function journal(db: WritableDatabase, photo: PhotoId, change: WordChange, at: string): void {
  if (!hasHistory(db, photo)) return;
  const last = findLastDoneEdit(db, photo);
  const made = new Set(last?.change.after.words.map(({ id }) => id));
  const isPart = last !== undefined && change.after.words.every(({ id }) => made.has(id));
  if (!isPart) {
    insertEdit(db, photo, { title: 'read', by: null, change, at });
    return;
  }
  const read = new Map(change.after.words.map((word) => [word.id, word]));
  const words = last.change.after.words.map((word) => read.get(word.id) ?? word);
  replaceEditChange(db, photo, last.sequence, {
    before: last.change.before,
    after: { ...last.change.after, words },
  });
}
