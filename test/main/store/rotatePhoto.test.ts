import { describe, expect, it } from 'vitest';
import { findLastDoneEdit } from '../../../main/store/words/edits.ts';
import { findPhoto, requirePhoto } from '../../../main/store/photos/photos.ts';
import { listTombstones } from '../../../main/store/words/wordChange.ts';
import { isRotationOpen, rotatePhoto } from '../../../main/store/photos/rotatePhoto.ts';
import { listStoredWords } from '../../../main/store/words/words.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { Rotation } from '../../../shared/rotation.ts';
import { action, edit, labelsOf, newWord, putWord } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

/** "one two" and "three" below, of which a person drew around one, took two away and outlined three. */
function workedOn() {
  const { db } = temporaryLibrary();
  const photo = addPhoto(db, 'notes.jpg', pageOf('one two', 'three'));
  const labels = labelsOf(db);
  const [one, two, three] = listStoredWords(db, photo);
  if (one === undefined || two === undefined || three === undefined) throw new Error('A word is missing.');
  const leaning = [[3.25, 1.75], [88.5, 5.25], [86.5, 44.75], [1.5, 41.5]] as const; // prettier-ignore
  const moved = putWord(one.id, { quad: leaning, text: 'one', confirmed: true });
  edit(labels, photo, action('move', { put: [moved] }));
  edit(labels, photo, action('delete', { remove: [two.id] }));
  const polygon = [[0, 50], [90, 50.3], [45, 90]] as const; // prettier-ignore
  const outlined = putWord(three.id, { quad: three.quad, polygon: [...polygon], text: 'three' });
  edit(labels, photo, action('shape', { put: [outlined] }));
  const turn = (by: Rotation) => rotatePhoto(db, requirePhoto(db, photo), by);
  return { db, photo, labels, turn };
}

describe('turning a photo', () => {
  it('turns its words and where a person wants none; all the way round nothing has changed', () => {
    const { db, photo, turn } = workedOn();
    const all = () => [listStoredWords(db, photo), listTombstones(db, photo), findLastDoneEdit(db, photo)];
    const [words, tombstones, edit] = all();
    turn(90);
    expect(findPhoto(db, photo)).toMatchObject({ width: 800, height: 1000, turn: 90 });
    expect(listTombstones(db, photo)).toEqual([[760, 100, 40, 90]]);
    const [one, three] = listStoredWords(db, photo);
    expect(one?.quad[0]).toEqual([798.25, 3.25]);
    expect(one?.box).toEqual([755.25, 1.5, 43, 87]);
    expect(one?.detected).toEqual([760, 0, 40, 90]);
    expect(three?.polygon).toEqual([[750, 0], [749.7, 90], [710, 45]]); // prettier-ignore
    turn(180);
    turn(90);
    expect(all()).toEqual([words, tombstones, edit]);
    expect(findPhoto(db, photo)).toMatchObject({ width: 1000, height: 800, turn: 0 });
  });

  it('leaves the way back through every edit open, on the photo as it stands now', () => {
    const { db, photo, labels, turn } = workedOn();
    turn(270);
    for (let steps = 0; steps < 3; steps += 1) {
      labels.calls.undoLabels({ photo, revision: requirePhoto(db, photo).revision });
    }
    expect(listStoredWords(db, photo).map(({ text, box }) => [text, box])).toEqual([
      ['one', [0, 910, 40, 90]],
      ['two', [0, 810, 40, 90]],
      ['three', [50, 910, 40, 90]],
    ]);
  });

  it('refuses an edit that means places on the photo as it stood before', () => {
    const { db, photo, labels, turn } = workedOn();
    const { revision } = requirePhoto(db, photo);
    turn(90);
    const draw = action('draw', { put: [newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) })] });
    expect(() => labels.calls.editLabels({ photo, revision, action: draw })).toThrow(
      /changed in another window/u,
    );
    const now = requirePhoto(db, photo).revision;
    expect(now).toBeGreaterThan(revision + 1);
    expect(labels.calls.editLabels({ photo, revision: now, action: draw }).put).toHaveLength(1);
  });
});

describe('a reading', () => {
  it('may turn a photo that nobody has turned or edited, and no other', () => {
    const { db } = temporaryLibrary();
    const [open, edited, turned] = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) =>
      addPhoto(db, name, pageOf('junk')),
    );
    if (open === undefined || edited === undefined || turned === undefined) throw new Error('No photo.');
    const labels = labelsOf(db);
    const drawn = newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) });
    labels.calls.editLabels({ photo: edited, revision: 1, action: action('draw', { put: [drawn] }) });
    labels.calls.undoLabels({ photo: edited, revision: 2 });
    rotatePhoto(db, requirePhoto(db, turned), 90);
    expect([open, edited, turned].map((photo) => isRotationOpen(db, photo))).toEqual([true, false, false]);

    storeReading(db, open, { ...pageOf('upright now'), turn: 90 }, '2026-02-01T00:00:00.000Z');
    expect(findPhoto(db, open)).toMatchObject({ turn: 90, width: 800, height: 1000, wordCount: 2 });
    expect(isRotationOpen(db, open)).toBe(true);
  });
});
