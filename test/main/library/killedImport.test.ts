import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { temporaryFolder } from '../../support/library.ts';
import { everything, openTestServices, writePhoto } from '../../support/services.ts';
import { startScript } from '../../support/wholeLines.ts';

const random = createRandom(5);

/** Kills the importing process, with its transactions under way, once it has said `files` of them. */
async function importAndKill(library: string, photos: string, files: number): Promise<void> {
  let said = 0;
  const { child, ended } = startScript('importUntilKilled.ts', [library, photos], (line) => {
    if (line !== 'open') said += 1;
    if (said === files) child.kill('SIGKILL');
  });
  await ended;
  expect(said).toBeGreaterThanOrEqual(files);
}

it('an import goes on after its process was killed, and loses or doubles nothing', async () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  const expected = Array.from({ length: 12 }, (_, index) => `${index}.jpg`);
  for (const [shade, name] of expected.entries()) await writePhoto(photos, name, shade);
  for (let kills = 0; kills < 2; kills += 1) {
    await importAndKill(join(folder, 'library'), photos, random.integer(1, 4));
  }

  const { services } = await openTestServices(() => ({}), folder);
  const jobs = services.jobs.calls.listJobs();
  const ended = await Promise.all(jobs.map(({ id }) => services.jobs.finished(id)));
  expect(ended.map(({ state, total, done, failed }) => ({ state, total, done, failed }))).toEqual(
    jobs.map(() => ({ state: 'done', total: 12, done: 12, failed: 0 })),
  );
  const { photos: imported } = services.library.calls.listPhotos(everything);
  expect(imported.map(({ name }) => name).sort()).toEqual(expected.toSorted());
  expect(services.library.calls.listFailures()).toEqual([]);
});
