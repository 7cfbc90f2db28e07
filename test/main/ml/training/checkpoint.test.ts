import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../../../../main/ml/tf.ts';
import { readCheckpoint, writeCheckpoint } from '../../../../main/ml/training/checkpoint.ts';
import { withFault } from '../../../support/fileFaults.ts';
import { temporaryFolder } from '../../../support/library.ts';

const header = { step: 1, seed: 1, best: null, description: 'a line' };
const script = join(import.meta.dirname, '../../../support/writeLargeCheckpoint.ts');

beforeAll(() => tf.setBackend('cpu'));

async function smallCheckpoint(): Promise<string> {
  const path = join(temporaryFolder(), 'run.checkpoint');
  await writeCheckpoint(path, { header, tensors: new Map([['weights/a', tf.tensor1d([1, 2, 3])]]) });
  return path;
}

describe('a checkpoint', () => {
  it.skipIf(process.platform === 'win32')(
    'that finds room for its first part only leaves the one before it',
    async () => {
      const path = await smallCheckpoint();
      const before = readFileSync(path);
      // A limit on files' sizes cuts a write short as a full disk does; its unit is half a KiB, or one.
      const limited = ['-c', 'ulimit -f 16 && exec "$0" "$@"', process.execPath, script, path];
      expect(() => execFileSync('sh', limited, { stdio: 'pipe' })).toThrow(/EFBIG/u);
      expect(readFileSync(path)).toEqual(before);
      expect(readdirSync(join(path, '..'))).toEqual(['run.checkpoint']);
    },
    60_000,
  );

  it('says that the disk is full', async () => {
    const path = await smallCheckpoint();
    const tensors = new Map([['weights/a', tf.tensor1d([4, 5, 6])]]);
    await withFault({ folder: dirname(path), at: 1, code: 'ENOSPC' }, async () => {
      await expect(writeCheckpoint(path, { header, tensors })).rejects.toMatchObject({ code: 'disk-full' });
    });
    const kept = await readCheckpoint(path);
    expect([...(kept?.tensors.get('weights/a')?.dataSync() ?? [])]).toEqual([1, 2, 3]);
  });

  it('is refused as damaged when its header is no JSON', async () => {
    const path = await smallCheckpoint();
    const bytes = readFileSync(path);
    bytes.write('no JSON', 12);
    writeFileSync(path, bytes);
    await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'model-damaged' });
  });
});
