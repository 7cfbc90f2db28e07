import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { typeOver } from '../../support/labels.ts';
import { inkRowsModel } from '../../support/inkRows.ts';
import { readerHandlers } from '../../../main/workers/readerHandlers.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { importAll, openTestServices, firstPhoto } from '../../support/services.ts';
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
  const photo = firstPhoto(services);
  const [first] = services.labels.calls.getLabels({ photo: photo.id }).words;
  typeOver(services.labels, photo.id, 'typed', first);

  writeFileSync(join(photos, 'rows.onnx'), inkRowsModel());
  const rows = await services.models.calls.importModel({ path: join(photos, 'rows.onnx') });
  expect(await services.reading.calls.countReadByOthers()).toBe(0);
  await services.models.calls.promoteModel({ model: rows.id });
  expect(await services.reading.calls.countReadByOthers()).toBe(1);
  const job = await services.reading.calls.readWithModelsInUse();
  expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
  expect(await services.reading.calls.countReadByOthers()).toBe(0);

  const { words } = services.labels.calls.getLabels({ photo: photo.id });
  const [typed, read, ...others] = words;
  expect(others).toEqual([]);
  expect(typed).toMatchObject({ id: first?.id, text: 'typed', source: 'human', box: first?.box });
  expect(read?.source).toBe('model');
  expect(Math.abs((read?.box[1] ?? 0) - 140)).toBeLessThan(4);

  await services.models.calls.promoteModel({ model: modelIdSchema.parse('starter-detector') });
  expect(await services.reading.calls.countReadByOthers()).toBe(1);
});
