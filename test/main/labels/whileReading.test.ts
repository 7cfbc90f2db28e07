import { describe, expect, it } from 'vitest';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { Photo } from '../../../shared/contract/photo.ts';
import type { TypedWord, WordOfText } from '../../../shared/contract/word.ts';
import type { Services } from '../../../main/services.ts';
import { action, edit, newWord, putWord, typeOver } from '../../support/labels.ts';
import { pageOf } from '../../support/library.ts';
import { importAll, openTestServices, writePhoto, firstPhoto } from '../../support/services.ts';

/** A photo "one two three" that is being read again until the gate opens; then it reads otherwise. */
async function readingAgain(): Promise<{
  services: Services;
  photo: Photo;
  events: string[];
  /** What each reading was told of the words around. */
  told: { typed: readonly TypedWord[][]; texts: readonly (readonly WordOfText[])[] };
  finish: () => Promise<void>;
}> {
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<undefined>();
  const typedWords: TypedWord[][] = [];
  const texts: (readonly WordOfText[])[] = [];
  const { services, photos, events } = await openTestServices(() => ({
    async read({ typed }) {
      typedWords.push(typed);
      if (typedWords.length === 1) return pageOf('one two three');
      started.resolve(undefined);
      await gate.promise;
      return pageOf('eins zwei drei vier');
    },
    readQuads({ quads, text }) {
      texts.push(text);
      return Promise.resolve({
        readings: quads.map(() => [{ text: 'again', confidence: 0.7 }]),
        lattices: quads.map(() => null),
        recogniser: 'e'.repeat(64),
      });
    },
  }));
  await writePhoto(photos, 'a.jpg');
  await importAll(services, [photos]);
  const photo = firstPhoto(services);
  const job = services.reading.calls.readPhotos({ photos: [photo.id] });
  await started.promise;
  return {
    services,
    photo,
    events,
    told: { typed: typedWords, texts },
    async finish() {
      gate.resolve(undefined);
      expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', failed: 0 });
    },
  };
}

describe('an edit of a photo that is being read at the same moment', () => {
  it('is not lost: neither a text, nor a deletion, nor a box, nor the way back', async () => {
    const { services, photo, events, finish } = await readingAgain();
    const { labels } = services;
    const { words, revision } = labels.calls.getLabels({ photo: photo.id });
    const [one, two] = words;
    if (one === undefined || two === undefined) throw new Error('The photo has no words.');
    typeOver(labels, photo.id, 'uno', one);
    labels.calls.editLabels({ photo: photo.id, revision, action: action('delete', { remove: [two.id] }) });
    const drawn = newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) });
    labels.calls.editLabels({ photo: photo.id, revision, action: action('draw', { put: [drawn] }) });
    const heard = events.filter((name) => name === 'labelsChanged').length;
    await finish();

    const read = labels.calls.getLabels({ photo: photo.id });
    expect(read.words.map(({ text, source }) => [text, source])).toEqual([
      ['uno', 'human'],
      ['drei', 'model'],
      ['vier', 'model'],
      ['again', 'model'],
    ]);
    expect(read.photo).toMatchObject({ status: 'read', progress: 'in-work', wordCount: 4 });
    expect(events.filter((name) => name === 'labelsChanged')).toHaveLength(heard + 1);

    expect(read).toMatchObject({ undo: 'read', redo: null });
    let { revision: now } = read;
    for (const left of ['draw', 'delete', 'text', null]) {
      const undone = labels.calls.undoLabels({ photo: photo.id, revision: now });
      expect(undone.undo).toBe(left);
      now = undone.revision;
    }
    const initial = labels.calls.getLabels({ photo: photo.id });
    expect(initial.words.map(({ id, text }) => [id, text])).toEqual(words.map(({ id, text }) => [id, text]));
    expect(initial.undo).toBeNull();
  });

  it('keeps a box that was drawn before, and reads in it', async () => {
    const { services, photo, finish } = await readingAgain();
    await finish();
    const { labels } = services;
    const put = [newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) })];
    edit(labels, photo.id, action('draw', { put }));
    const job = services.reading.calls.readPhotos({ photos: [photo.id] });
    await services.jobs.finished(job.id);
    expect(labels.calls.getLabels({ photo: photo.id }).words.at(-1)).toMatchObject({
      text: 'again',
      boxSource: 'human',
      confidence: 0.7,
    });
  });
});

describe('reading words again', () => {
  it('reads places, gives unconfirmed words what was read, and is part of drawing them', async () => {
    const { services, photo, finish } = await readingAgain();
    await finish();
    const { labels } = services;
    const { revision, words } = labels.calls.getLabels({ photo: photo.id });
    const [first] = words;
    if (first === undefined) throw new Error('The photo has no words.');
    typeOver(labels, photo.id, 'eins', first);
    const put = [newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) })];
    edit(labels, photo.id, action('draw', { put }));
    const drawn = put.map(({ word }) => word);
    const quads = [quadOfBox([5, 5, 50, 40])];
    const read = await labels.calls.readWordsAgain({ photo: photo.id, words: [first.id, ...drawn], quads });
    expect(read.words).toHaveLength(2);
    expect(read.quads).toEqual([[{ text: 'again', confidence: 0.7 }]]);
    expect(read.changed).toMatchObject({ put: [{ id: drawn[0], text: 'again' }], undo: 'draw' });
    expect(labels.calls.getLabels({ photo: photo.id }).words[0]).toMatchObject({
      text: 'eins',
      source: 'human',
    });
    labels.calls.undoLabels({ photo: photo.id, revision: revision + 3 });
    const { put: redone } = labels.calls.redoLabels({ photo: photo.id, revision: revision + 4 });
    expect(redone).toMatchObject([{ id: drawn[0], text: 'again' }]);
  });

  it('reads words as words of their text, where what a person typed is known', async () => {
    const { services, photo, told, finish } = await readingAgain();
    await finish();
    const { labels } = services;
    const [first, second, third, last] = labels.calls.getLabels({ photo: photo.id }).words;
    if (first === undefined || second === undefined || third === undefined || last === undefined) {
      throw new Error('The photo has too few words.');
    }
    const put = [
      putWord(first.id, { quad: first.quad, text: 'uno', confirmed: true }),
      putWord(third.id, { quad: third.quad, mark: 'illegible', confirmed: true }),
    ];
    edit(labels, photo.id, action('text', { put }));
    await labels.calls.readWordsAgain({ photo: photo.id, words: [first.id, last.id], quads: [second.quad] });
    const uno = { known: [{ text: 'uno', confidence: 1 }] };
    expect(told.texts.at(-1)).toEqual([uno, { known: second.alternatives }, { read: 1 }]);

    const job = services.reading.calls.readPhotos({ photos: [photo.id] });
    await services.jobs.finished(job.id);
    expect(told.typed.at(-1)).toEqual([{ box: first.box, text: 'uno' }]);
  });

  it('reads boxes that were drawn as words of their text, too', async () => {
    const { services, photo, told, finish } = await readingAgain();
    await finish();
    const { labels } = services;
    const { words } = labels.calls.getLabels({ photo: photo.id });
    const put = [newWord(labels, { quad: quadOfBox([0, 300, 50, 40]) })];
    edit(labels, photo.id, action('draw', { put }));
    const job = services.reading.calls.readPhotos({ photos: [photo.id] });
    await services.jobs.finished(job.id);
    expect(told.texts.at(-1)).toEqual([
      ...words.map(({ alternatives }) => ({ known: alternatives })),
      { read: 0 },
    ]);
  });
});
