import { describe, expect, it } from 'vitest';
import type { PageLanguage } from '../../../shared/contract/pageLanguage.ts';
import type { Photo } from '../../../shared/contract/photo.ts';
import type { Services } from '../../../main/services.ts';
import { typeOver } from '../../support/labels.ts';
import { pageOf } from '../../support/library.ts';
import { importAll, openTestServices, writePhoto, firstPhoto } from '../../support/services.ts';

type Language = PageLanguage | null;

const shares = { english: 0.6, french: 0.1, german: 0.3 };

/** A library with a photo, and the languages that its reader was asked for. */
async function libraryOfOne(
  read = true,
): Promise<{ services: Services; asked: Language[]; photo: () => Photo }> {
  const asked: Language[] = [];
  const { services, photos } = await openTestServices(() => ({
    read({ language }) {
      asked.push(language);
      return Promise.resolve({ ...pageOf(`in ${language ?? 'any'}`), languages: shares });
    },
    readQuads({ quads, language }) {
      asked.push(language);
      const readings = quads.map(() => [{ text: language ?? 'any', confidence: 1 }]);
      return Promise.resolve({ readings, lattices: quads.map(() => null), recogniser: 'e'.repeat(64) });
    },
  }));
  await writePhoto(photos, 'a.jpg');
  await importAll(services, [photos], read);
  const photo = () => firstPhoto(services);
  return { services, asked, photo };
}

async function choose({ library, jobs }: Services, { id }: Photo, language: Language): Promise<void> {
  const job = library.calls.chooseLanguage({ photo: id, language });
  if (job === null) throw new Error('It is not read again.');
  expect(await jobs.finished(job.id)).toMatchObject({ state: 'done', failed: 0 });
}

function textOf({ library }: Services, { id }: Photo): string {
  return library.calls
    .getPhoto({ photo: id })
    .words.map(({ text }) => text)
    .join(' ');
}

describe('the language of a photo', () => {
  it('is found by its reading', async () => {
    const { asked, photo } = await libraryOfOne();
    expect(asked).toEqual([null]);
    expect(photo()).toMatchObject({ language: null, languages: shares });
  });

  it('that a person chooses is used to read it now and later, until it is to be found again', async () => {
    const { services, asked, photo } = await libraryOfOne();
    await choose(services, photo(), 'german');
    expect(textOf(services, photo())).toBe('in german');
    await services.jobs.finished(services.reading.calls.readPhotos({ photos: [photo().id] }).id);
    const [word] = services.library.calls.getPhoto({ photo: photo().id }).words;
    await services.labels.calls.readWordsAgain({
      photo: photo().id,
      words: word === undefined ? [] : [word.id],
      quads: [],
    });
    expect(asked).toEqual([null, 'german', 'german', 'german']);
    expect(photo()).toMatchObject({ language: 'german', languages: shares, status: 'read' });
    await choose(services, photo(), null);
    expect(textOf(services, photo())).toBe('in any');
  });

  it('changes no word that a person typed', async () => {
    const { services, photo } = await libraryOfOne();
    typeOver(services.labels, photo().id, 'typed');
    await choose(services, photo(), 'french');
    expect(textOf(services, photo())).toBe('typed french');
  });

  it('that is chosen before the first reading, or once more, reads nothing', async () => {
    const { services, asked, photo } = await libraryOfOne(false);
    expect(services.library.calls.chooseLanguage({ photo: photo().id, language: 'french' })).toBeNull();
    await services.jobs.finished(services.reading.calls.readPhotos({ photos: [] }).id);
    expect(asked).toEqual(['french']);
    expect(services.library.calls.chooseLanguage({ photo: photo().id, language: 'french' })).toBeNull();
    expect(services.jobs.calls.listJobs().filter(({ state }) => state !== 'done')).toEqual([]);
    expect(photo()).toMatchObject({ language: 'french', languages: null });
  });
});

it('a reading of a photo whose language is chosen meanwhile is dropped for the one after it', async () => {
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<undefined>();
  const { services, photos } = await openTestServices(() => ({
    async read({ language }) {
      if (language !== null) return pageOf('Brücke');
      started.resolve(undefined);
      await gate.promise;
      return pageOf('Bruche');
    },
  }));
  await writePhoto(photos, 'a.jpg');
  const imported = services.library.importPaths({ paths: [photos], read: true });
  await started.promise;
  const photo = firstPhoto(services);
  const job = services.library.calls.chooseLanguage({ photo: photo.id, language: 'german' });
  if (job === null) throw new Error('It is not read again.');
  gate.resolve(undefined);
  await services.jobs.finished((await imported).id);
  await services.jobs.finished(job.id);
  expect(textOf(services, photo)).toBe('Brücke');
});
