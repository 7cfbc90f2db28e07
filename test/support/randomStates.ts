import { deepStrictEqual, ok } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLabels, type Labels } from '../../main/labels/service.ts';
import { readSteps } from '../../main/reading/readSteps.ts';
import { search } from '../../main/search/service.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { insertPhoto } from '../../main/store/photos/photos.ts';
import { repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import type { ReadBy } from '../../main/store/words/corrections.ts';
import { hasHistory, hasOrderEdit } from '../../main/store/words/edits.ts';
import { findKeptReading } from '../../main/store/words/keptReadings.ts';
import { findWordOrder, listTombstones } from '../../main/store/words/wordChange.ts';
import { listStoredWords, listWords, type StoredWord } from '../../main/store/words/words.ts';
import { isSameWord } from '../../shared/geometry.ts';
import { jobIdSchema } from '../../shared/contract/job.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { PageReading, ReadWord } from '../../shared/contract/word.ts';
import type { Random } from '../../shared/random.ts';
import { nearTerms } from '../../main/search/correction.ts';
import { overwrite } from './damage.ts';
import { indexFromScratch, indexState } from './labelStates.ts';
import { freeLock } from './lock.ts';
import { randomAction, randomPage, readDifferently } from './randomEdits.ts';
import { readNothing } from './labels.ts';

/** Detector and recogniser of four models, of which a person takes one into use or goes back to it. */
const models = ['1', '2', '3', '4'].map((digit): ReadBy => ({
  ...{ detector: 'd'.repeat(64), recogniser: digit.repeat(64), second: null },
}));

/** What a photo is to be, beside what the library says of it. */
interface Expected {
  readonly photo: PhotoId;
  readonly path: string;
  /** What each of `models` reads in it. */
  readonly pages: readonly PageReading[];
  /** The models that have read it, the last one last, each once. */
  readBy: number[];
  /** States that undo leads back to, the last one being the present, and those that redo leads on to. */
  done: unknown[];
  undone: unknown[];
}

const steps = [
  'edit',
  'edit',
  'edit',
  'undo',
  'undo',
  'redo',
  'read',
  'read',
  'promote',
  'rollBack',
  'restart',
] as const;

/**
 * Photos that models read and people correct in turn, in any order, with restarts and repairs between. After each step: what a
 * person made is as it was, what the last reading has stands on the photo, or a person's word in its place; undo and redo lead
 * exactly to the states there were; going back to models that have read a photo reads nothing anew.
 */
export class RandomStates {
  readonly #folder: string;
  readonly #random: Random;
  readonly #photos: Expected[] = [];
  /** The models in use, as a person took them into use. */
  readonly #history: number[] = [0];
  #db: WritableDatabase;
  #labels: Labels;
  /** How often a reader read a photo. */
  reads = 0;
  /** How often an earlier reading was restored. */
  restored = 0;
  repairs = 0;

  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
    this.#db = openLibrary(folder);
    this.#labels = this.#open();
    for (let number = 0; number < 3; number += 1) this.#addPhoto(number);
  }

  async step(): Promise<void> {
    // Each photo has a first reading and a first edit once; three at a time meet each other often.
    if (this.#random.chance(0.02)) this.#addPhoto(this.#photos.length);
    const expected = this.#random.pick(this.#photos.slice(-3));
    const doing: Record<(typeof steps)[number], () => Promise<void> | void> = {
      edit: () => {
        this.#edit(expected);
      },
      undo: () => {
        this.#undo(expected);
      },
      redo: () => {
        this.#redo(expected);
      },
      read: () => this.#read(expected),
      promote: () => void this.#history.push(this.#random.integer(0, models.length - 1)),
      rollBack: () => this.#rollBack(),
      restart: () => {
        this.#restart();
      },
    };
    if (this.#random.chance(0.002)) this.#repair();
    else await doing[this.#random.pick(steps)]();
  }

  /** Compares the index with the words, and searches for what the photos show. */
  check(): void {
    deepStrictEqual(indexState(this.#db), indexFromScratch(this.#db));
    for (const { photo } of this.#photos.slice(-3)) {
      const shown = listWords(this.#db, photo).filter(
        ({ text, mark }) => mark === 'text' && /^\p{L}+$/u.test(text),
      );
      if (shown.length === 0) continue;
      const { text } = this.#random.pick(shown);
      const { results } = search(this.#db, { query: `"${text}"`, offset: 0, limit: 100 });
      ok(
        results.some((result) => result.photo.id === photo),
        `search finds ${text}`,
      );
    }
  }

  close(): void {
    this.#db.close();
  }

  #open(): Labels {
    this.#db.pragma('synchronous = OFF');
    return createLabels({
      db: this.#db,
      lock: freeLock,
      announce: () => undefined,
      photosChanged: () => undefined,
      readQuads: readNothing,
      nearTerms: (term) => nearTerms(this.#db, term),
    });
  }

  #addPhoto(number: number): void {
    const path = join(this.#folder, `${String(number)}.jpg`);
    writeFileSync(path, 'a picture');
    const page = randomPage(this.#random, 18);
    const pages = models.map((by, index) => ({
      ...(index === 0 ? page : readDifferently(this.#random, page)),
      ...by,
    }));
    const file = {
      path,
      sha256: String(number).padStart(64, '0'),
      bytes: 9,
      width: 1000,
      height: 800,
      takenAt: null,
    };
    const photo = insertPhoto(this.#db, file, '2026-01-01T00:00:00.000Z');
    this.#photos.push({ photo, path, pages, readBy: [], done: [null], undone: [] });
  }

  get #inUse(): number {
    return this.#history.at(-1) ?? 0;
  }

  #stateOf({ photo }: Expected): unknown {
    const words = listStoredWords(this.#db, photo);
    return { words, order: findWordOrder(this.#db, photo), buried: listTombstones(this.#db, photo) };
  }

  #edit(expected: Expected): void {
    if (expected.done[0] === null) return;
    const labels = this.#labels.calls.getLabels({ photo: expected.photo });
    const action = randomAction(this.#random, labels, this.#labels);
    this.#labels.calls.editLabels({ photo: expected.photo, revision: labels.revision, action });
    expected.undone = [];
    expected.done.push(this.#stateOf(expected));
  }

  #undo(expected: Expected): void {
    if (expected.done.length < 2) return;
    const { revision } = this.#labels.calls.getLabels({ photo: expected.photo });
    this.#labels.calls.undoLabels({ photo: expected.photo, revision });
    expected.undone.push(expected.done.pop());
    deepStrictEqual(this.#stateOf(expected), expected.done.at(-1));
  }

  #redo(expected: Expected): void {
    const next = expected.undone.pop();
    if (next === undefined) return;
    const { revision } = this.#labels.calls.getLabels({ photo: expected.photo });
    this.#labels.calls.redoLabels({ photo: expected.photo, revision });
    expected.done.push(next);
    deepStrictEqual(this.#stateOf(expected), next);
  }

  async #rollBack(): Promise<void> {
    if (this.#history.length > 1) this.#history.pop();
    for (const each of this.#photos.slice(-3)) await this.#read(each);
  }

  async #read(expected: Expected): Promise<void> {
    const { photo, pages, readBy } = expected;
    const use = this.#inUse;
    const page = pages[use];
    const by = models[use];
    if (page === undefined || by === undefined) throw new RangeError('There is no such model.');
    const readBefore = this.reads;
    const reading = readSteps({
      db: this.#db,
      read: () => {
        this.reads += 1;
        return Promise.resolve(page);
      },
      earlier: (id) => Promise.resolve(findKeptReading(this.#db, id, by)),
      elsewhere: {
        ...{ capacity: () => 0, isHereToo: () => true, giveBack: () => undefined, onChange: () => undefined },
        read: () => Promise.reject(new Error('There are no other machines.')),
      },
      readQuads: readNothing,
      onReading: () => undefined,
    });
    const before = this.#personsWords(photo);
    const hadHistory = hasHistory(this.#db, photo);
    const item = { job: jobIdSchema.parse(1), position: 0, path: null, page: null, photo, attempts: 0 };
    const store = await reading.perform(item, {
      ...{ signal: new AbortController().signal, alone: false, elsewhere: false, next: null },
    });
    const result = store();
    // Going back to one of the last three readings restores it.
    const isBack = readBy.at(-1) !== use && readBy.slice(-3).includes(use);
    const isRestored = this.reads === readBefore;
    ok(isRestored || !isBack, 'going back reads nothing anew');
    if (isRestored) this.restored += 1;
    expected.readBy = [...readBy.filter((each) => each !== use), use];
    deepStrictEqual(this.#personsWords(photo), before, 'a reading changes nothing of a person');
    this.#requireShown(photo, page);
    if (hadHistory && 'labels' in result) {
      expected.undone = [];
      expected.done.push(this.#stateOf(expected));
    } else expected.done.splice(-1, 1, this.#stateOf(expected));
  }

  /** What a person typed, marked or drew on a photo, but for its place in the order and a reading in a box without a typed text. */
  #personsWords(photo: PhotoId): unknown {
    const words = listWords(this.#db, photo);
    return words
      .filter(({ source, boxSource }) => source === 'human' || boxSource === 'human')
      .map(({ id, quad, polygon, mark, source, text }) => [
        id,
        quad,
        polygon,
        mark,
        source === 'human' ? text : null,
      ])
      .sort();
  }

  /** Each word of a reading stands on the photo, unless a person's word is in its place, or a person removed it. */
  #requireShown(photo: PhotoId, page: PageReading): void {
    const words = listStoredWords(this.#db, photo);
    const buried = listTombstones(this.#db, photo);
    const shownAs = page.words.map((read): StoredWord | undefined => {
      const own = words.find((word) => !isPersons(word) && isReadAs(word, read));
      return own ?? words.find((word) => isPersons(word) && isInPlaceOf(word, read));
    });
    for (const [index, read] of page.words.entries()) {
      const isGone = shownAs[index] === undefined && !buried.some((region) => isSameWord(region, read.box));
      ok(!isGone, `${read.text} stands on the photo`);
    }
    if (hasOrderEdit(this.#db, photo)) return;
    // Neighbours in a line of the reading are in one line, in their order.
    const lines = findWordOrder(this.#db, photo);
    const isOnce = (word: StoredWord): boolean => shownAs.filter((each) => each === word).length === 1;
    for (const [index, read] of page.words.entries()) {
      const [one, other] = [shownAs[index], shownAs[index + 1]];
      if (one === undefined || other === undefined || !isOnce(one) || !isOnce(other)) continue;
      if (read.line !== page.words[index + 1]?.line) continue;
      const line = lines.find((ids) => ids.includes(one.id)) ?? [];
      const isNext = line.includes(other.id) && line.indexOf(one.id) < line.indexOf(other.id);
      ok(isNext, `${one.text} and ${other.text} are in one line`);
    }
  }

  #restart(): void {
    this.#db.close();
    this.#db = openLibrary(this.#folder);
    this.#labels = this.#open();
  }

  /** The disk damages a page. What people made stays; a history that may have gaps ends. */
  #repair(): void {
    const before = this.#photos.map(({ photo }) => this.#personsWords(photo));
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
    this.#db.close();
    const { database } = libraryPaths(this.#folder);
    overwrite(this.#random.pick(['posting', 'word_by_person', 'word_by_photo', 'photo_by_status']))(database);
    ok(repairLibrary(this.#folder) !== null, 'the damage is found');
    rmSync(join(this.#folder, 'damaged'), { recursive: true, force: true });
    this.#restart();
    this.repairs += 1;
    deepStrictEqual(
      this.#photos.map(({ photo }) => this.#personsWords(photo)),
      before,
      'a repair loses nothing of a person',
    );
    for (const expected of this.#photos) {
      Object.assign(expected, { readBy: [], done: [this.#stateOf(expected)], undone: [] });
    }
  }
}

function isPersons({ source, boxSource }: Pick<StoredWord, 'source' | 'boxSource'>): boolean {
  return source === 'human' || boxSource === 'human';
}

function isReadAs(word: StoredWord, read: ReadWord): boolean {
  return word.text === read.text && word.quad.flat().join() === read.quad.flat().join();
}

function isInPlaceOf(word: StoredWord, read: ReadWord): boolean {
  const { box, detected } = word;
  return isSameWord(box, read.box) || (detected !== null && isSameWord(detected, read.box));
}
