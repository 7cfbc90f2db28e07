import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { inkRowsModel } from '../../support/inkRows.ts';
import { readerHandlers } from '../../../main/workers/readerHandlers.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { everything, importAll, openTestServices } from '../../support/services.ts';
import { temporaryFolder } from '../../support/library.ts';
import { tinyDetector, tinyRecogniser } from '../../support/tinyModels.ts';

/** Two dark bars, each of which is a word, in two rows. */
async function writeBars(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const paper = sharp({ create: { width: 320, height: 240, channels: 3, background: 'white' } });
  const bar = { create: { width: 32, height: 16, channels: 3 as const, background: 'black' } };
  const places = [
    { left: 40, top: 60 },
    { left: 40, top: 140 },
  ];
  await paper
    .composite(places.map((place) => ({ input: bar, ...place })))
    .png()
    .toFile(join(folder, 'bars.png'));
}

it('a photo is read with the line finder in use, remembers it, and keeps what a person typed', async () => {
  const { services, photos, library } = await openTestServices(
    () => readerHandlers(createSessions()),
    temporaryFolder(),
  );
  const models = join(library, 'models');
  writeFileSync(join(models, 'starter-detector.onnx'), tinyDetector());
  writeFileSync(join(models, 'starter-recogniser.onnx'), tinyRecogniser());
  await writeBars(photos);
  await importAll(services, [photos]);
  const [photo] = services.library.listPhotos(everything).photos;
  if (photo === undefined) throw new Error('The photo was not imported.');
  const before = services.labels.getLabels({ photo: photo.id });
  const [first] = before.words;
  if (first === undefined) throw new Error('The bars were not read.');
  const { quad, polygon } = first;
  const typing = { word: first.id, quad, polygon, text: 'typed', mark: 'text', confirmed: true } as const;
  services.labels.editLabels({
    photo: photo.id,
    revision: before.revision,
    action: { title: 'text', put: [typing], remove: [], order: null },
  });

  writeFileSync(join(photos, 'rows.onnx'), inkRowsModel());
  const rows = await services.models.importModel({ path: join(photos, 'rows.onnx') });
  expect(await services.reading.countReadByOthers()).toBe(0);
  await services.models.promoteModel({ model: rows.id });
  expect(await services.reading.countReadByOthers()).toBe(1);
  const job = await services.reading.readWithModelsInUse();
  expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
  expect(await services.reading.countReadByOthers()).toBe(0);

  const { words } = services.labels.getLabels({ photo: photo.id });
  const [typed, read, ...others] = words;
  expect(others).toEqual([]);
  expect(typed).toMatchObject({ id: first.id, text: 'typed', source: 'human', box: first.box });
  expect(read?.source).toBe('model');
  expect(Math.abs((read?.box[1] ?? 0) - 140)).toBeLessThan(4);

  await services.models.promoteModel({ model: modelIdSchema.parse('starter-detector') });
  expect(await services.reading.countReadByOthers()).toBe(1);
});
