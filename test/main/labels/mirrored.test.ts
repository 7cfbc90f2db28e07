import { expect, it } from 'vitest';
import { boxOfQuad, isMirrored, mirrorQuad, quadOfBox } from '../../../shared/geometry.ts';
import { action, labelsOf, newWord, putWord } from '../../support/labels.ts';
import { addPhoto, reading, readWord, temporaryLibrary } from '../../support/library.ts';

function box(x: number, y: number): ReturnType<typeof quadOfBox> {
  return quadOfBox([x, y, 90, 40]);
}

it('a word that is drawn or moved on a mirrored photo is in a mirror, too', () => {
  const { db } = temporaryLibrary();
  const words = ['one', 'two'].map((text, at) => {
    const quad = mirrorQuad(box(100 * at, 0), { width: 400 });
    return { ...readWord([[text, 1]], boxOfQuad(quad)), quad };
  });
  const photo = addPhoto(db, 'mirrored.jpg', reading(words));
  const labels = labelsOf(db);
  const before = labels.calls.getLabels({ photo });
  const [first] = before.words;
  if (first === undefined) throw new Error('There is no word.');
  const moved = putWord(first.id, { quad: box(300, 50), text: 'one' });
  const drawn = newWord(labels, { quad: box(20, 200), text: 'new', confirmed: true });
  const { put } = labels.calls.editLabels({
    ...{ photo, revision: before.revision },
    action: action('draw', { put: [moved, drawn] }),
  });
  expect(put.map(({ quad }) => isMirrored(quad))).toEqual([true, true]);
  expect(put.map((word) => word.box)).toEqual([boxOfQuad(box(300, 50)), boxOfQuad(box(20, 200))]);
});
