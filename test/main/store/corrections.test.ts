import { explain } from '../../support/explain.ts';
import { describe, expect, it } from 'vitest';
import type { WritableDatabase } from '../../../main/store/database.ts';
import {
  correctionsQuery,
  confirmedSinceQuery,
  correctionsSinceQuery,
  listPhotosBeside,
  confirmedTextsQuery,
} from '../../../main/store/words/corrections.ts';
import { addCorrections } from '../../support/corrections.ts';
import { addPhoto, makePdfPages, pageOf, temporaryLibrary } from '../../support/library.ts';

function takenAt(library: WritableDatabase, photo: number, path: string, at: string): void {
  library.prepare('UPDATE photo SET path = ?, taken_at = ? WHERE id = ?').run(path, at, photo);
}

describe('photos beside corrected ones', () => {
  it('are those of the same folder that nobody has worked on, nearest in time first', () => {
    const { db } = temporaryLibrary();
    const corrected = addCorrections(db, 'corrected.jpg', 20);
    const near = addPhoto(db, 'near.jpg', pageOf('read by a model'));
    const far = addPhoto(db, 'far.jpg', pageOf('read by a model'));
    const worked = addCorrections(db, 'worked.jpg', 3);
    const below = addPhoto(db, 'below.jpg', pageOf('read by a model'));
    const elsewhere = addPhoto(db, 'elsewhere.jpg', pageOf('read by a model'));
    takenAt(db, corrected, '/notes/ada/1.jpg', '2026-03-02T10:00:00Z');
    takenAt(db, far, '/notes/ada/2.jpg', '2025-03-02T10:00:00Z');
    takenAt(db, near, '/notes/ada/3.jpg', '2026-03-02T11:00:00Z');
    takenAt(db, worked, '/notes/ada/4.jpg', '2026-03-02T10:30:00Z');
    takenAt(db, below, '/notes/ada/old/5.jpg', '2026-03-02T10:30:00Z');
    takenAt(db, elsewhere, '/notes/adam/6.jpg', '2026-03-02T10:30:00Z');
    expect(listPhotosBeside(db, [corrected], 10)).toEqual([near, far]);
    expect(listPhotosBeside(db, [corrected], 1)).toEqual([near]);
    expect(listPhotosBeside(db, [], 10)).toEqual([]);
  });

  it('are pages of PDFs in the same folder, whose files are all in that of the library', () => {
    const { db } = temporaryLibrary();
    const corrected = addCorrections(db, 'ada/1.jpg', 20);
    const page = (name: string) => addPhoto(db, `../library/pages/${name}.png`, pageOf('read by a model'));
    const [first, second, other] = [page('1'), page('2'), page('3')];
    makePdfPages(db, '/photos/ada/scan.pdf', [first, second]);
    makePdfPages(db, '/photos/bob/scan.pdf', [other]);
    expect(listPhotosBeside(db, [corrected], 10)).toEqual([first, second]);
    expect(listPhotosBeside(db, [first], 10)).toEqual([first, second]);
  });
});

it.each([
  ['counted', correctionsQuery()],
  ['counted from a time on', correctionsSinceQuery('2026-01-01T00:00:00.000Z')],
  ['compared with what was read', confirmedSinceQuery('2026-01-01T00:00:00.000Z')],
  ['asked for their letters', confirmedTextsQuery()],
])('words of people are %s without a look at the millions that are none', (_what, query) => {
  const { db } = temporaryLibrary();
  expect(explain(db, query)).toContain('USING INDEX word_by_person');
});
