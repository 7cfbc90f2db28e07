import { describe, expect, it } from 'vitest';
import { countLibrary } from '../../../main/datasets/fromLibrary.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { listPhotosToLabel } from '../../../main/store/datasets/datasets.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import type { LibraryQuery } from '../../../shared/contract/datasetContents.ts';
import { addCorrections } from '../../support/corrections.ts';
import { addPhoto, makePdfPages, pageOf } from '../../support/library.ts';
import { creating, openDatasets } from '../../support/openDatasets.ts';

const at = '2026-01-01T00:00:00.000Z';

describe('counting the samples of a dataset from the library', () => {
  it('counts words, lines and pages of the selected photos, without opening their files', async () => {
    const { db, datasets } = openDatasets();
    const page = pageOf('the cat and the dog', 'that is what they were');
    for (const [index, folder] of ['notes', 'notes', 'boards'].entries()) {
      const photo = insertPhoto(
        db,
        {
          path: `/nowhere/${folder}/${index}.jpg`,
          sha256: String(index).repeat(64),
          bytes: 1,
          width: page.width,
          height: page.height,
          takenAt: null,
        },
        at,
      );
      storeReading(db, photo, page, at);
    }
    const count = (changes: Partial<LibraryQuery>) =>
      datasets.calls.countLibrary({ query: creating(changes).query });

    expect(await count({ confirmedOnly: false })).toEqual({ samples: 30, photos: 3 });
    expect(await count({ confirmedOnly: false, level: 'line' })).toEqual({ samples: 6, photos: 3 });
    expect(await count({ confirmedOnly: false, folder: '/nowhere/notes' })).toEqual({
      samples: 20,
      photos: 2,
    });
    expect(await count({ confirmedOnly: true })).toEqual({ samples: 0, photos: 0 });
  });

  it('counts the pages of a PDF that is in the folder', async () => {
    const { db, datasets } = openDatasets();
    const pages = ['1', '2'].map((name) => addPhoto(db, `../library/pages/${name}.png`, pageOf('the cat')));
    makePdfPages(db, '/photos/notes/scan.pdf', pages.slice(0, 1));
    makePdfPages(db, '/photos/boards/scan.pdf', pages.slice(1));
    const { query } = creating({ confirmedOnly: false, folder: '/photos/notes' });
    expect(await datasets.calls.countLibrary({ query })).toEqual({ samples: 2, photos: 1 });
  });

  it('looks only at photos with a person’s word when only those count', () => {
    const { db } = openDatasets();
    addPhoto(db, 'read.jpg', pageOf('the cat'));
    const corrected = addCorrections(db, 'corrected.jpg', 2);
    const meant = (confirmedOnly: boolean) =>
      listPhotosToLabel(db, { status: null, progress: null, confirmedOnly }).map(({ id }) => id);
    expect(meant(false)).toHaveLength(2);
    expect(meant(true)).toEqual([corrected]);
  });

  it('lets other calls run between many photos', async () => {
    const { db } = openDatasets();
    for (let photo = 0; photo < 100; photo += 1) addPhoto(db, `${photo}.jpg`, pageOf('the cat'));
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const { query } = creating({ confirmedOnly: false });
    const counted = await countLibrary({ db, searchPhotos: () => [] }, query);
    clearImmediate(next);
    expect(counted).toEqual({ samples: 200, photos: 100 });
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
