import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importing, unwatched } from '../../../support/datasetRecords.ts';
import { frozenWords } from '../../../support/frozenWords.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { openDatasets } from '../../../support/openDatasets.ts';

it('a package in a BagIt bag lists every file with its hash, and is the same version', async () => {
  const opened = await frozenWords();
  const path = join(temporaryFolder(), 'bag');
  const { version } = opened;
  const ask = { version, dataset: null, format: 'inkdex', variant: 'bagit', path, url: null };
  await opened.datasets.exportNow(ask, unwatched);
  const linesOf = (name: string): string[] => readFileSync(join(path, name), 'utf8').trimEnd().split('\n');
  const payload = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^data\/.*\./u.test(file));
  const hashed = (file: string): string =>
    `${createHash('sha256')
      .update(readFileSync(join(path, file)))
      .digest('hex')}  ${file}`;
  expect(linesOf('manifest-sha256.txt')).toEqual(payload.sort().map(hashed));
  expect(linesOf('tagmanifest-sha256.txt')).toEqual(
    ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'].map(hashed),
  );
  const bytes = payload.reduce((sum, file) => sum + readFileSync(join(path, file)).length, 0);
  expect(linesOf('bag-info.txt')).toContain(`Payload-Oxum: ${bytes}.${payload.length}`);

  const { datasets } = openDatasets();
  const guesses = await datasets.calls.recogniseFormat({ path });
  expect(guesses[0]).toEqual({ format: 'inkdex', likelihood: 1 });
  const { dataset } = await datasets.importNow(importing(path, { format: 'inkdex' }), unwatched);
  const frozen = await datasets.freezeNow({ dataset, author: null, note: '', tags: [] }, unwatched);
  expect(frozen.version).toBe(version);
});
