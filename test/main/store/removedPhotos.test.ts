import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { findPhoto } from '../../../main/store/photos/photos.ts';
import {
  countRemovedPhotos,
  forgetRemovedBefore,
  forgetRemovedPhotos,
  listRemovedPhotos,
  listToRestore,
  restorePhotos,
  removePhotos,
} from '../../../main/store/photos/removedPhotos.ts';
import { createRandom } from '../../../shared/random.ts';
import { edit, labelsOf, typeOver } from '../../support/labels.ts';
import { storedState } from '../../support/labelStates.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { randomAction, randomPage } from '../../support/randomEdits.ts';

const may = '2026-05-01T00:00:00.000Z';
const june = '2026-06-01T00:00:00.000Z';
const everyOne = { offset: 0, limit: 500 };

/** All that a library holds of its photos, with the histories of their edits. */
function wholeState(db: WritableDatabase): unknown {
  return {
    words: storedState(db),
    revisions: db.prepare('SELECT id, revision FROM word ORDER BY id').all(),
    photos: db.prepare('SELECT * FROM photo ORDER BY id').all(),
    edits: db.prepare('SELECT * FROM edit ORDER BY photo, sequence').all(),
  };
}

describe('Removed photos', () => {
  it('come back as they were, with every word, edit and entry of the index', () => {
    const random = createRandom(7);
    const { db } = temporaryLibrary();
    const labels = labelsOf(db);
    const photos = Array.from({ length: 6 }, (_, place) =>
      addPhoto(db, `${place}.jpg`, randomPage(random, 8)),
    );
    for (let step = 0; step < 40; step += 1) {
      const photo = photos[step % photos.length];
      if (photo === undefined) throw new Error('There is no photo.');
      edit(labels, photo, randomAction(random, labels.calls.getLabels({ photo }), labels));
      if (step % 5 === 0) {
        labels.calls.undoLabels({ photo, revision: labels.calls.getLabels({ photo }).revision });
      }
    }
    const before = wholeState(db);
    const gone = photos.slice(1, 4);
    removePhotos(db, gone, may);
    expect(gone.map((id) => findPhoto(db, id))).toEqual([undefined, undefined, undefined]);
    expect(wholeState(db)).not.toEqual(before);
    expect(restorePhotos(db, listToRestore(db, null))).toMatchObject({ replaced: [], left: 0 });
    expect(wholeState(db)).toEqual(before);
    expect(countRemovedPhotos(db)).toBe(0);

    // Their histories go on as if nothing had been.
    const photo = photos[1] ?? gone[0];
    if (photo === undefined) throw new Error('There is no photo.');
    const { revision } = labels.calls.getLabels({ photo });
    expect(labels.calls.undoLabels({ photo, revision }).revision).toBeGreaterThan(revision);
  });

  it('are listed, the latest first, with what they hold, and are told from photos added later', () => {
    const { db } = temporaryLibrary();
    const first = addPhoto(db, 'first.jpg', pageOf('some words here'));
    const second = addPhoto(db, 'second.jpg', pageOf('two words'));
    typeOver(labelsOf(db), second, 'three');
    removePhotos(db, [second], may);
    removePhotos(db, [first], june);
    const added = addPhoto(db, 'third.jpg', pageOf('one'));
    expect([first, second]).not.toContain(added);
    expect(listRemovedPhotos(db, everyOne)).toEqual([
      { id: first, path: '/photos/first.jpg', name: 'first.jpg', removedAt: june, words: 3, confirmed: 0 },
      { id: second, path: '/photos/second.jpg', name: 'second.jpg', removedAt: may, words: 2, confirmed: 1 },
    ]);
    expect(listRemovedPhotos(db, { offset: 1, limit: 1 }).map(({ id }) => id)).toEqual([second]);
  });

  it('are forgotten when they are told to be, or once they are old', () => {
    const { db } = temporaryLibrary();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => addPhoto(db, `${name}.jpg`, pageOf('word')));
    if (a === undefined || b === undefined || c === undefined) throw new Error('There is no photo.');
    removePhotos(db, [a, b], may);
    removePhotos(db, [c], june);
    expect(forgetRemovedPhotos(db, [b])).toHaveLength(1);
    expect(forgetRemovedBefore(db, '2026-05-20T00:00:00.000Z')).toHaveLength(1);
    expect(listRemovedPhotos(db, everyOne).map(({ id }) => id)).toEqual([c]);
    expect(restorePhotos(db, [a, b])).toEqual({ photos: [], replaced: [], left: 0 });
    expect(forgetRemovedPhotos(db, null)).toHaveLength(1);
    expect(countRemovedPhotos(db)).toBe(0);
  });

  it('take the place of what was imported again since, unless a person has worked on it', () => {
    const { db } = temporaryLibrary();
    const worked = addPhoto(db, 'board.jpg', pageOf('dog food'));
    typeOver(labelsOf(db), worked, 'god');
    removePhotos(db, [worked], may);
    const again = addPhoto(db, 'board.jpg', pageOf('dig food'));
    db.prepare('UPDATE photo SET path = ? WHERE id = ?').run('/elsewhere/board.jpg', again);
    expect(restorePhotos(db, [worked])).toEqual({ photos: [worked], replaced: [again], left: 0 });
    expect(findPhoto(db, worked)).toMatchObject({ path: '/elsewhere/board.jpg', wordCount: 2 });
    expect(findPhoto(db, again)).toBeUndefined();

    removePhotos(db, [worked], may);
    const third = addPhoto(db, 'board.jpg', pageOf('dug food'));
    typeOver(labelsOf(db), third, 'dogs');
    expect(restorePhotos(db, [worked])).toEqual({ photos: [], replaced: [], left: 1 });
    expect(listRemovedPhotos(db, everyOne).map(({ id }) => id)).toEqual([worked]);
    expect(labelsOf(db).calls.getLabels({ photo: third }).words[0]?.text).toBe('dogs');
  });

  it('are kept no longer where they were imported again and held nothing of a person', () => {
    const { db } = temporaryLibrary();
    const read = addPhoto(db, 'board.jpg', pageOf('dog food'));
    removePhotos(db, [read], may);
    const again = addPhoto(db, 'board.jpg', pageOf('dig food'));
    expect(restorePhotos(db, listToRestore(db, null))).toEqual({ photos: [], replaced: [], left: 0 });
    expect(findPhoto(db, again)).toBeDefined();
    expect(countRemovedPhotos(db)).toBe(0);
  });

  it('that were removed twice come back with the work of a person', () => {
    const { db } = temporaryLibrary();
    const worked = addPhoto(db, 'board.jpg', pageOf('dog food'));
    typeOver(labelsOf(db), worked, 'god');
    removePhotos(db, [worked], may);
    const again = addPhoto(db, 'board.jpg', pageOf('dig food'));
    removePhotos(db, [again], june);
    expect(restorePhotos(db, listToRestore(db, null))).toEqual({ photos: [worked], replaced: [], left: 0 });
    expect(countRemovedPhotos(db)).toBe(0);
  });

  it('that were being read wait to be read', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'a.jpg', pageOf('word'));
    const other = addPhoto(db, 'b.jpg', pageOf('word'));
    db.exec("UPDATE photo SET status = 'reading', read_at = NULL");
    removePhotos(db, [photo], may);
    restorePhotos(db, [photo]);
    expect([findPhoto(db, photo)?.status, findPhoto(db, other)?.status]).toEqual(['waiting', 'reading']);
  });

  it('whose rows are none are refused, and the library stays as it is', () => {
    const { db } = temporaryLibrary();
    const sound = addPhoto(db, 'a.jpg', pageOf('word'));
    const damaged = addPhoto(db, 'b.jpg', pageOf('other'));
    removePhotos(db, [sound, damaged], may);
    const content = deflateSync(JSON.stringify({ photo: [], word: [] }));
    db.prepare('UPDATE removed_photo SET content = ? WHERE id = ?').run(content, damaged);
    expect(() => restorePhotos(db, listToRestore(db, null))).toThrow(
      expect.objectContaining({
        code: 'library-damaged',
        message: expect.stringMatching(/b\.jpg/u) as string,
      }),
    );
    expect(countRemovedPhotos(db)).toBe(2);
    expect(restorePhotos(db, [sound]).photos).toEqual([sound]);
  });

  it('with columns that this library does not have come back without them', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'a.jpg', pageOf('word'));
    db.exec('ALTER TABLE photo ADD COLUMN mood TEXT');
    removePhotos(db, [photo], may);
    db.exec('ALTER TABLE photo DROP COLUMN mood');
    expect(restorePhotos(db, listToRestore(db, null)).photos).toEqual([photo]);
    expect(findPhoto(db, photo)?.wordCount).toBe(1);
  });
});
