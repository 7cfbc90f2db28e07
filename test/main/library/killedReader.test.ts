import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openServices } from '../../../main/services.ts';
import { forkWorker } from '../../../main/workers/client.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { createRandom } from '../../../shared/random.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { writePdf } from '../../support/pdf.ts';
import {
  everything,
  importAll,
  names,
  openTestServices,
  writePhoto,
  firstPhoto,
} from '../../support/services.ts';
import { tinyDetector, tinyRecogniser } from '../../support/tinyModels.ts';

const kills = 5;

it('a folder is imported and read although its readers are killed again and again', async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const photos = join(folder, 'photos');
  const expected = Array.from({ length: 9 }, (_, index) => `${index}.jpg`);
  for (const [shade, name] of expected.entries()) await writePhoto(photos, name, shade / 2);
  await writePdf(join(photos, 'notes.pdf'), 2);
  openLibrary(library).close();
  mkdirSync(join(library, 'models'), { recursive: true });
  writeFileSync(join(library, 'models', 'starter-detector.onnx'), tinyDetector());
  writeFileSync(join(library, 'models', 'starter-recogniser.onnx'), tinyRecogniser());

  const random = createRandom(7);
  let killed = 0;
  const services = await openServices({
    library,
    announce: () => undefined,
    spawn(kind) {
      const child = forkWorker(kind);
      let isDoomed = killed < kills;
      killed += 1;
      return {
        ...child,
        send(message, transferred) {
          child.send(message, transferred);
          // A process takes about half a second to start.
          if (isDoomed)
            setTimeout(
              () => {
                child.kill();
              },
              random.integer(0, 1500),
            );
          isDoomed = false;
        },
      };
    },
  });
  try {
    services.start();
    const { job, files } = await importAll(services, [photos]);
    expect(killed).toBeGreaterThan(kills);
    expect(job).toMatchObject({ state: 'done', total: 11, failed: 0, duplicates: 0 });
    expect(files.map(({ status }) => status)).toEqual(Array(11).fill('added'));
    expect(services.library.calls.listPhotos({ ...everything, status: 'read' }).total).toBe(11);
    expect(services.library.calls.listFailures()).toEqual([]);
  } finally {
    await services.close();
  }
});

it('a photo is taken although the picture that a window asks for ends the reader', async () => {
  const drawing = Promise.withResolvers<undefined>();
  const { services, photos } = await openTestServices((crash) => ({
    async inspect({ path }) {
      if (path.endsWith('sound.jpg')) await drawing.promise;
      const identity = {
        sha256: 'b'.repeat(64),
        bytes: 1,
        width: 10,
        height: 10,
        format: 'jpeg',
        takenAt: null,
      };
      return path.endsWith('sound.jpg') ? identity : { ...identity, sha256: 'a'.repeat(64) };
    },
    render({ picture }) {
      if (picture.kind === 'display') {
        drawing.resolve(undefined);
        crash();
      }
      return Promise.resolve({ width: 10, height: 10 });
    },
    read: () => Promise.resolve(pageOf('fine')),
  }));
  const poison = await writePhoto(photos, 'poison.jpg', 1);
  await importAll(services, [poison]);
  const photo = firstPhoto(services);
  const importing = importAll(services, [await writePhoto(photos, 'sound.jpg', 2)]);
  const picture = expect(services.library.picture('display', photo.id)).rejects.toMatchObject({
    code: 'engine-crashed',
  });
  await picture;
  expect((await importing).job).toMatchObject({ state: 'done', failed: 0 });
  expect(names(services)).toEqual(['sound.jpg', 'poison.jpg']);
});
