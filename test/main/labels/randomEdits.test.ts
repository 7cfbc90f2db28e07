import { describe, expect, it } from 'vitest';
import { storeReading } from '../../../main/reading/storeReading.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { findHistoryTops } from '../../../main/store/words/edits.ts';
import { listWords } from '../../../main/store/words/words.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { labelsOf } from '../../support/labels.ts';
import { indexFromScratch, indexState, storedState } from '../../support/labelStates.ts';
import { addPhoto, temporaryLibrary } from '../../support/library.ts';
import { randomAction, randomPage, readDifferently } from '../../support/randomEdits.ts';

/** A photo that many things happen to, and what it was after each of them that undo can take back. */
class EditedPhoto {
  readonly db: WritableDatabase;
  readonly photo: PhotoId;
  readonly #labels;
  readonly #page;
  readonly #random: Random;
  /** States that undo leads back to, the last one being the present. */
  readonly done: unknown[];
  /** States that redo leads on to, the next one last. */
  undone: unknown[] = [];

  constructor(random: Random) {
    this.db = temporaryLibrary().db;
    // A test's library need not outlive the machine.
    this.db.pragma('synchronous = OFF');
    this.#random = random;
    this.#labels = labelsOf(this.db);
    this.#page = randomPage(random, 24);
    this.photo = addPhoto(this.db, 'one.jpg', this.#page);
    this.done = [storedState(this.db)];
  }

  edit(): void {
    const labels = this.#labels.calls.getLabels({ photo: this.photo });
    const action = randomAction(this.#random, labels, this.#labels);
    this.#labels.calls.editLabels({ photo: this.photo, revision: labels.revision, action });
    this.#happened();
  }

  undo(): void {
    const { revision } = this.#labels.calls.getLabels({ photo: this.photo });
    this.#labels.calls.undoLabels({ photo: this.photo, revision });
    this.undone.push(this.done.pop());
    expect(storedState(this.db)).toEqual(this.done.at(-1));
  }

  redo(): void {
    const { revision } = this.#labels.calls.getLabels({ photo: this.photo });
    this.#labels.calls.redoLabels({ photo: this.photo, revision });
    this.done.push(this.undone.pop());
    expect(storedState(this.db)).toEqual(this.done.at(-1));
  }

  read(): void {
    const before = listWords(this.db, this.photo);
    const hadHistory = this.undone.length > 0 || this.done.length > 1;
    const page = readDifferently(this.#random, this.#page);
    const stored = storeReading(this.db, this.photo, page, '2026-02-01T00:00:00.000Z');
    const after = listWords(this.db, this.photo);
    expect(confirmedWords(after)).toEqual(confirmedWords(before));
    expect(boxesOfPersons(after)).toEqual(boxesOfPersons(before));
    if (stored === null) return;
    if (hadHistory) this.#happened();
    else this.done.splice(0, 1, storedState(this.db));
  }

  #happened(): void {
    this.undone = [];
    this.done.push(storedState(this.db));
  }
}

/** By id; their places among the others may change, nothing else. */
function confirmedWords(words: readonly Word[]): Map<number, unknown> {
  const confirmed = words.filter(({ source }) => source === 'human');
  return new Map(confirmed.map((word) => [word.id, { ...word, line: undefined, position: undefined }]));
}

function boxesOfPersons(words: readonly Word[]): Map<number, unknown> {
  const boxed = words.filter(({ boxSource }) => boxSource === 'human');
  return new Map(boxed.map(({ id, quad, polygon }) => [id, { quad, polygon }]));
}

describe('whatever a person and a reader do to a photo in turn', () => {
  it.each([1, 2])(
    'no reading changes what a person made, undo and redo lead through every state there was, and the index is that of the words (seed %i)',
    (seed) => {
      const random = createRandom(seed);
      const edited = new EditedPhoto(random);
      for (let step = 0; step < 60; step += 1) {
        const dice = random.next();
        if (dice < 0.15 && edited.done.length > 1) edited.undo();
        else if (dice < 0.25 && edited.undone.length > 0) edited.redo();
        else if (dice < 0.4) edited.read();
        else edited.edit();
        expect(indexState(edited.db)).toEqual(indexFromScratch(edited.db));
      }
      while (edited.done.length > 1) edited.undo();
      expect(findHistoryTops(edited.db, edited.photo).undo).toBeNull();
      while (edited.undone.length > 0) edited.redo();
      expect(findHistoryTops(edited.db, edited.photo).redo).toBeNull();
    },
    120_000,
  );
});
