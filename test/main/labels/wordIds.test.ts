import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../../main/store/library/open.ts';
import { restorePhotos, removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { recoverRows } from '../../../main/store/repair/recoverRows.ts';
import { salvage } from '../../../main/store/repair/salvage.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { nextWordIds } from '../../../main/store/words/wordIds.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { action, labelsOf, newWord, putWord } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';

const box = quadOfBox([0, 300, 90, 40]);

function idsOf({ from, to }: { readonly from: WordId; readonly to: WordId }): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('leased word ids', () => {
  it('are given to no other window, process or reading', () => {
    const folder = temporaryFolder();
    const [one, other] = [openLibrary(folder), openLibrary(folder)];
    const photo = addPhoto(one, 'one.jpg', pageOf('one two'));
    const leased = [
      ...idsOf(labelsOf(one).calls.leaseWordIds({ count: 3 })),
      ...idsOf(labelsOf(other).calls.leaseWordIds({ count: 2 })),
      ...idsOf(labelsOf(one).calls.leaseWordIds({ count: 1 })),
    ];
    expect(leased).toEqual([3, 4, 5, 6, 7, 8]);
    storeReading(other, photo, pageOf('one two', 'three'), '2026-01-02T00:00:00.000Z');
    const { words } = labelsOf(one).calls.getLabels({ photo });
    expect(words.map(({ id }) => id)).toEqual([1, 2, 9]);
    one.close();
    other.close();
  });

  it('stay leased after the library was closed, in any order of use', () => {
    const folder = temporaryFolder();
    const first = openLibrary(folder);
    const photo = addPhoto(first, 'one.jpg', pageOf('one'));
    const { from, to } = labelsOf(first).calls.leaseWordIds({ count: 3 });
    first.close();
    const second = openLibrary(folder);
    const labels = labelsOf(second);
    for (const [step, word] of [from + 1, from, to].entries()) {
      const put = [putWord(word, { quad: box })];
      expect(
        labels.calls.editLabels({ photo, revision: 1 + step, action: action('draw', { put }) }).put,
      ).toMatchObject([{ id: word }]);
    }
    expect(nextWordIds(second, 1)).toEqual([to + 1]);
    second.close();
  });

  it('are refused for a second word, also after the first was deleted', () => {
    const { db } = temporaryLibrary();
    const labels = labelsOf(db);
    const [photo, other] = [addPhoto(db, 'one.jpg', pageOf('one')), addPhoto(db, 'two.jpg', pageOf('two'))];
    const drawn = newWord(labels, { quad: box });
    const draw = action('draw', { put: [drawn] });
    labels.calls.editLabels({ photo, revision: 1, action: draw });
    expect(() => labels.calls.editLabels({ photo: other, revision: 1, action: draw })).toThrow(
      'There is no word',
    );
    labels.calls.editLabels({ photo, revision: 2, action: action('delete', { remove: [drawn.word] }) });
    // The window repeats an action if its answer was lost.
    expect(() => labels.calls.editLabels({ photo, revision: 1, action: draw })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(labels.calls.undoLabels({ photo, revision: 3 }).put).toMatchObject([{ id: drawn.word }]);
  });

  it('are refused if nobody leased them', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('one'));
    const draw = action('draw', { put: [putWord(77, { quad: box })] });
    expect(() => labelsOf(db).calls.editLabels({ photo, revision: 1, action: draw })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('are not used by a refused action', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('one'));
    const labels = labelsOf(db);
    const drawn = newWord(labels, { quad: box });
    const bad = action('draw', { put: [drawn], order: [[drawn.word]] });
    expect(() => labels.calls.editLabels({ photo, revision: 1, action: bad })).toThrow('must contain each');
    labels.calls.editLabels({ photo, revision: 1, action: action('draw', { put: [drawn] }) });
  });

  it('are not given again when the photo of their word is removed, which keeps its id', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('one'));
    const labels = labelsOf(db);
    const drawn = newWord(labels, { quad: box });
    labels.calls.editLabels({ photo, revision: 1, action: action('draw', { put: [drawn] }) });
    removePhotos(db, [photo], '2026-05-01T00:00:00.000Z');
    const { from } = labels.calls.leaseWordIds({ count: 1 });
    expect(from).toBeGreaterThan(drawn.word);
    restorePhotos(db, [photo]);
    expect(labels.calls.getLabels({ photo }).words.at(-1)?.id).toBe(drawn.word);
    expect(labels.calls.leaseWordIds({ count: 1 }).from).toBe(from + 1);
  });

  it('end with a repair from a backup, and are not given again after it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'damaged.sqlite');
    const db = openLibrary(folder, path);
    const photo = addPhoto(db, 'one.jpg', pageOf('one'));
    const { from } = labelsOf(db).calls.leaseWordIds({ count: 5 });
    await db.backup(join(folder, 'backup.sqlite'));
    const later = labelsOf(db).calls.leaseWordIds({ count: 5 });
    const draw = (word: number) => action('draw', { put: [putWord(word, { quad: box })] });
    labelsOf(db).calls.editLabels({ photo, revision: 1, action: draw(from) });
    const sound = openLibrary(folder, join(folder, 'backup.sqlite'));
    const recovered = recoverRows(db, join(folder, 'rows.sqlite'), []);
    expect(salvage(recovered, sound, () => undefined)).toMatchObject({ photos: 1, lost: [], unread: [] });
    recovered.db.close();
    const labels = labelsOf(sound);
    for (const word of [from + 1, later.from]) {
      expect(() => labels.calls.editLabels({ photo, revision: 2, action: draw(word) })).toThrow(
        'There is no word',
      );
    }
    expect(labels.calls.leaseWordIds({ count: 1 }).from).toBe(later.to + 1);
    expect(labels.calls.getLabels({ photo }).words.map(({ id }) => id)).toEqual([1, from]);
    db.close();
    sound.close();
  });
});
