import { expect, it } from 'vitest';
import { storeReading } from '../../../../main/reading/storeReading.ts';
import { search } from '../../../../main/search/service.ts';
import type { WritableDatabase } from '../../../../main/store/database.ts';
import { findHistoryTops } from '../../../../main/store/words/edits.ts';
import { photosPerBlock } from '../../../../main/store/index/postingBlock.ts';
import { findPhoto } from '../../../../main/store/photos/photos.ts';
import { rotatePhoto } from '../../../../main/store/photos/rotatePhoto.ts';
import { textIndexProblem } from '../../../../main/store/index/photoText.ts';
import { restorePhotos, removePhotos } from '../../../../main/store/photos/removedPhotos.ts';
import type { PhotoId } from '../../../../shared/contract/photo.ts';
import { createRandom, type Random } from '../../../../shared/random.ts';
import { labelsOf } from '../../../support/labels.ts';
import { indexFromScratch, indexState } from '../../../support/labelStates.ts';
import { addPhoto, temporaryLibrary } from '../../../support/library.ts';
import { randomAction, randomPage, readDifferently } from '../../../support/randomEdits.ts';

type Pages = Map<PhotoId, ReturnType<typeof randomPage>>;

/** Something that happens to a library: photos come, are read again, edited, undone, taken away, put back, rotated. */
function happen(db: WritableDatabase, random: Random, photos: Pages, removed: Pages): string {
  const labels = labelsOf(db);
  const [photo] = random.shuffle([...photos.keys()]);
  const dice = random.next();
  if (photo === undefined || dice < 0.15) {
    const page = randomPage(random, random.integer(0, 12));
    photos.set(addPhoto(db, `${random.integer(0, 2 ** 30)}.jpg`, page), page);
    return 'add';
  }
  if (dice < 0.22) {
    const some = random.shuffle([...photos.keys()]).slice(0, random.integer(1, 4));
    removePhotos(db, some, '2026-04-01T00:00:00.000Z');
    for (const each of some) {
      removed.set(each, photos.get(each) ?? randomPage(random, 3));
      photos.delete(each);
    }
    return 'remove';
  }
  const [gone] = removed.keys();
  if (dice < 0.28 && gone !== undefined) {
    restorePhotos(db, [gone]);
    photos.set(gone, removed.get(gone) ?? randomPage(random, 3));
    removed.delete(gone);
    return 'put back';
  }
  if (dice < 0.45) {
    const page = readDifferently(random, photos.get(photo) ?? randomPage(random, 3));
    storeReading(db, photo, page, '2026-03-01T00:00:00.000Z');
    return 'read';
  }
  const stored = findPhoto(db, photo);
  if (dice < 0.5 && stored !== undefined) {
    rotatePhoto(db, stored, random.pick([90, 180, 270]));
    return 'rotate';
  }
  const state = labels.calls.getLabels({ photo });
  const { undo, redo } = findHistoryTops(db, photo);
  if (dice < 0.6 && undo !== null) labels.calls.undoLabels({ photo, revision: state.revision });
  else if (dice < 0.7 && redo !== null) labels.calls.redoLabels({ photo, revision: state.revision });
  else
    labels.calls.editLabels({ photo, revision: state.revision, action: randomAction(random, state, labels) });
  return 'edit';
}

it.each([1, 2, 3, 4])(
  'after whatever happened to a library, its index is the one built from scratch (seed %i)',
  (seed) => {
    const random = createRandom(seed);
    const { db } = temporaryLibrary();
    // A test's library need not outlive the machine.
    db.pragma('synchronous = OFF');
    // Photos lie in two blocks of the index.
    db.exec(`INSERT INTO sqlite_sequence (name, seq) VALUES ('photo', ${photosPerBlock - 5})`);
    const photos: Pages = new Map();
    const removed: Pages = new Map();
    for (let step = 0; step < 80; step += 1) {
      const what = happen(db, random, photos, removed);
      expect(indexState(db), `after step ${step}, ${what}`).toEqual(indexFromScratch(db));
      expect(textIndexProblem(db), `after step ${step}, ${what}`).toBeNull();
    }
    removePhotos(db, [...photos.keys()], '2026-04-01T00:00:00.000Z');
    expect(indexState(db)).toEqual({ posting: [], fragment: [], vocabulary: [], neighbour: [], text: [] });
    expect(search(db, { query: 'kitten ', offset: 0, limit: 9 }).total).toBe(0);
  },
  120_000,
);
