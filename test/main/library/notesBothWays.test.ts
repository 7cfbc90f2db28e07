import { existsSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNotes } from '../../../main/library/notes.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { findPhoto } from '../../../main/store/photos/photos.ts';
import { listWords } from '../../../main/store/words/words.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { labelsOf, typeOver } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

const noStop = new AbortController().signal;
const at = '2026-02-01T00:00:00.000Z';
/** Words that Inkdex read begin with m, those of a person in the note with p, those of a person in the window with w. */
const lines = ['mone mtwo mthree', 'mfour mfive', 'msix mseven meight'];

const step = fc.record({
  what: fc.constantFrom('word', 'word', 'add', 'cut', 'delete', 'read', 'window', 'remove', 'sync', 'sync'),
  photo: fc.nat(1),
  place: fc.nat(7),
});

it('loses nothing on either side of a folder that a person edits while photos are read, corrected and removed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { db, folder } = temporaryLibrary();
      const labels = labelsOf(db);
      const vault = temporaryFolder();
      const notes = createNotes(
        {
          ...{ db, folder, lock: freeLock, announce: () => undefined, onPhotos: () => undefined },
          pictures: { find: () => Promise.reject(new Error('There is no picture.')) },
          editLabels: (args) => labels.calls.editLabels(args),
        },
        0,
      );
      const photos = ['a', 'b'].map((name) => addPhoto(db, `${name}.jpg`, pageOf(...lines)));
      await notes.calls.setNotesFolder({ path: vault });
      await notes.writeNow(noStop);
      const paths = ['a', 'b'].map((name) => join(vault, `${name}.md`));
      const deleted = new Set<string>();
      const written = new Map<string, string>();
      const confirmed = new Map<string, PhotoId>();
      const forget = (text: string): void => {
        for (const token of text.match(/[pw]\d+/gu) ?? []) {
          written.delete(token);
          confirmed.delete(token);
        }
      };

      for (const [index, { what, photo: which, place }] of steps.entries()) {
        const [path = '', id] = [paths[which], photos[which]];
        if (id === undefined) throw new RangeError('There are two photos.');
        const isThere = findPhoto(db, id) !== undefined;
        const text = existsSync(path) ? readFileSync(path, 'utf8') : null;
        const tokens = [...(text ?? '').matchAll(/\b[mpw](?:[a-z]+|\d+)\b/gu)];
        const token = tokens[place % Math.max(1, tokens.length)];
        if (what === 'word' && text !== null && token !== undefined) {
          forget(token[0]);
          writeFileSync(
            path,
            `${text.slice(0, token.index)}p${index}${text.slice(token.index + token[0].length)}`,
          );
          written.set(`p${index}`, path);
        } else if (what === 'add' && text !== null) {
          writeFileSync(path, `${text}\np${index} stands here by hand\n`);
          written.set(`p${index}`, path);
        } else if (what === 'cut' && text !== null) {
          const all = text.split('\n');
          const [gone = ''] = all.splice(8 + (place % 4), 1);
          // In the window it is still there: only the note loses it.
          for (const word of gone.match(/p\d+/gu) ?? []) written.delete(word);
          writeFileSync(path, all.join('\n'));
        } else if (what === 'delete' && text !== null) {
          rmSync(path);
          deleted.add(path);
          for (const [word, of] of written) if (of === path) written.delete(word);
        } else if (what === 'read' && isThere) {
          const words = lines.map((line, row) =>
            row === place % 3 ? line.replace(/m\w+/u, `mread${'abcdefghijklmn'[index] ?? ''}`) : line,
          );
          storeReading(db, id, pageOf(...words), at);
        } else if (what === 'window' && isThere) {
          const words = listWords(db, id);
          const word = words[place % words.length];
          if (word === undefined) continue;
          forget(word.text);
          typeOver(labels, id, `w${index}`, word);
          confirmed.set(`w${index}`, id);
        } else if (what === 'remove' && isThere && place === 0) {
          // A corrected word is in the library, with which it can be restored.
          for (const { text: word } of listWords(db, id)) written.delete(word);
          removePhotos(db, [id], at);
          for (const [word, of] of confirmed) if (of === id) confirmed.delete(word);
        } else if (what === 'sync') {
          await notes.writeNow(noStop);
        }
      }
      await notes.writeNow(noStop);
      await notes.close();

      for (const [word, path] of written) expect(readFileSync(path, 'utf8'), word).toContain(word);
      for (const [word, id] of confirmed) {
        expect(
          listWords(db, id).map(({ text, source }) => `${text} ${source}`),
          word,
        ).toContain(`${word} human`);
      }
      for (const path of deleted) expect(existsSync(path)).toBe(false);
      const words = photos.flatMap((id) => listWords(db, id)).filter(({ source }) => source === 'human');
      expect(words.map(({ text }) => text).filter((text) => !/^[pw]\d+$/u.test(text))).toEqual([]);
      db.close();
    }),
    { numRuns: 40 },
  );
});
