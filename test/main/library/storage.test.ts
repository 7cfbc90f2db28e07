import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { measureStorage } from '../../../main/library/storage.ts';
import { temporaryLibrary } from '../../support/library.ts';

it('measures a library by part, with its backups, the latest first', async () => {
  const { folder } = temporaryLibrary();
  const write = (name: string, bytes: number): void => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, Buffer.alloc(bytes));
  };
  write('cache/thumbnails/a.webp', 5_000_000);
  write('cache/thumbnails/b.webp', 1_000_000);
  write('datasets/objects/c', 7_000_000);
  write('backups/library-2026-11-20.sqlite', 300);
  write('notes.txt', 20);
  const { parts, backups } = await measureStorage(folder);
  expect(parts.slice(0, 2)).toEqual([
    { part: 'datasets', bytes: 7_000_000 },
    { part: 'cache', bytes: 6_000_000 },
  ]);
  expect(parts).toContainEqual({ part: 'others', bytes: 20 });
  expect(parts.find(({ part }) => part === 'database')?.bytes).toBeGreaterThan(0);
  expect(backups).toMatchObject([{ bytes: 300 }]);
});
