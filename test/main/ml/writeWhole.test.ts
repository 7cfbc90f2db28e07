import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWholeFolder } from '../../../main/ml/writeWhole.ts';
import { temporaryFolder } from '../../support/library.ts';

it('leaves nothing of a folder that the disk has no room for, and says so', async () => {
  const folder = temporaryFolder();
  const written = writeWholeFolder(join(folder, 'report'), async (partial) => {
    await writeFile(join(partial, 'first'), 'half');
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  await expect(written).rejects.toMatchObject({ code: 'disk-full' });
  expect(readdirSync(folder)).toEqual([]);
});
