import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/library.ts';
import { addFile, galleryWith } from '../../support/sidecars.ts';

const noStop = new AbortController().signal;

describe('the place of a sidecar', () => {
  it('stem.xmp is that of whatever else has the stem: a raw photo, a film, a layered picture', async () => {
    const names = ['CR3', 'mov', 'PSD', 'dng', 'txt', 'Jpeg'].map(
      (ending, index) => `${String(index)}.${ending}`,
    );
    const others = Object.fromEntries(
      names.flatMap((name, index) => [
        [name, ''],
        [`${String(index)}.xmp`, 'mine'],
      ]),
    );
    const { write, text } = galleryWith(
      others,
      names.map((_, index) => `${String(index)}.png`),
    );
    await write();
    for (const index of names.keys()) expect(text(`${String(index)}.xmp`)).toBe('mine');
  });

  it('nothing is written beside photos that a link in the chosen folder leads to', async () => {
    const { db, gallery, kept } = galleryWith({}, []);
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(gallery, 'link'));
    addFile(db, join(gallery, 'link', 'a.png'), 'tree');
    await kept.calls.setSidecars({ all: false, path: gallery });
    expect((await kept.writeNow(noStop))?.problem).toContain('a link on the way');
    expect(readdirSync(elsewhere)).toEqual(['a.png']);
  });
});
