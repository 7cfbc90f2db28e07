import { expect, it } from 'vitest';
import { inFileCoordinates } from '../../../main/datasets/photoSamples.ts';
import { libraryRecords } from '../../../main/datasets/fromLibrary.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { requirePhoto } from '../../../main/store/photos/photos.ts';
import { rotatePhoto } from '../../../main/store/photos/rotatePhoto.ts';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import { quadOfBox, type Quad } from '../../../shared/geometry.ts';
import { rotations } from '../../../shared/rotation.ts';
import { action, edit, labelsOf, putWord } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { creating } from '../../support/openDatasets.ts';
import { photoFixture, wordFixture } from '../../support/photos.ts';

it('words of a rotated photo have coordinates of its file, in their direction there', () => {
  const word = wordFixture(7, 'cat', { line: 0, position: 0, box: [100, 20, 50, 30] });
  const outlined = { ...word, polygon: [[100, 20], [150, 25], [120, 50]] as const }; // prettier-ignore
  const turned = photoFixture(1, { width: 600, height: 800, turn: 90 });
  // In the file, 800 by 600, the writing runs upwards.
  expect(inFileCoordinates(outlined, turned)).toEqual({
    ...outlined,
    box: [20, 450, 30, 50],
    quad: [[20, 500], [20, 450], [50, 450], [50, 500]],
    polygon: [[20, 500], [25, 450], [50, 480]],
  }); // prettier-ignore
  expect(inFileCoordinates(outlined, { ...turned, turn: 0 })).toEqual(outlined);
});

it.each(['word', 'line'] as const)(
  'a photo gives exactly the same quads of every %s, however it is rotated',
  async (level) => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'a.jpg', pageOf('the cat', 'and the dog'));
    const labels = labelsOf(db);
    const { words } = labels.calls.getLabels({ photo });
    // Hundredths, as a person moves boxes: halves of a tenth, to which lines are rounded.
    const put = words.map(({ id, text }, index) =>
      putWord(id, { quad: quadOfBox([12.35 + index * 100.1, 20.75, 90.6, 40.3]), text }),
    );
    edit(labels, photo, action('move', { put }));
    const before = await quadsOf(db, level);
    for (const turn of rotations) {
      rotatePhoto(db, requirePhoto(db, photo), turn);
      expect(await quadsOf(db, level)).toEqual(before);
    }
  },
);

it('a photo that is rotated while others are processed still gives the quads of its file', async () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'a.jpg', pageOf('one'));
  const second = addPhoto(db, 'b.jpg', pageOf('two'));
  const before = await quadsOf(db, 'word');
  const turned = await quadsOf(db, 'word', () => rotatePhoto(db, requirePhoto(db, second), 90));
  expect(turned).toEqual(before);
});

async function quadsOf(
  db: WritableDatabase,
  level: SampleLevel,
  afterFirst: () => unknown = () => undefined,
): Promise<(Quad | null)[]> {
  const found: (Quad | null)[] = [];
  for await (const record of libraryRecords({ db, searchPhotos: () => [] }, creating({ level }).query)) {
    if (record.kind === 'sample') found.push(record.sample.quad);
    if (found.length === 1) afterFirst();
  }
  return found;
}
