import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hashFile } from '../../../main/files/hashFile.ts';
import { readerHandlers } from '../../../main/workers/readerHandlers.ts';
import type { Gpu } from '../../../main/reader/models/gpuThread.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import { everything, importAll, openTestServices, writePhoto, firstPhoto } from '../../support/services.ts';
import { gpuThatFails } from '../../support/gpu.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { tinyDetector, tinyRecogniser } from '../../support/tinyModels.ts';

/** Services that read on a GPU, with models that read a dark bar as a word. */
async function servicesWithGpu(gpu: Gpu) {
  vi.stubEnv('INKDEX_READING_ENGINE', 'webgpu');
  onTestFinished(() => void vi.unstubAllEnvs());
  const opened = await openTestServices(() => readerHandlers(createSessions(() => gpu)), temporaryFolder());
  writeFileSync(join(opened.library, 'models', 'starter-detector.onnx'), tinyDetector());
  writeFileSync(join(opened.library, 'models', 'starter-recogniser.onnx'), tinyRecogniser());
  return opened;
}

describe('reading', () => {
  it('marks a photo whose file went between import and reading, and goes on', async () => {
    const { services, photos } = await openTestServices();
    const gone = await writePhoto(photos, 'gone.jpg', 1);
    await writePhoto(photos, 'stays.jpg', 2);
    await importAll(services, [photos], false);
    rmSync(gone);
    const job = services.reading.calls.readPhotos({ photos: [] });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 2, failed: 1 });
    const [missing] = services.library.calls.listPhotos({ ...everything, status: 'missing' }).photos;
    expect(missing).toMatchObject({ name: 'gone.jpg', error: { code: 'file-missing' } });
    expect(services.library.calls.listPhotos({ ...everything, status: 'read' }).total).toBe(1);
  });

  it('says of such a photo what to do, which brings it back', async () => {
    const { services, photos } = await openTestServices();
    const path = await writePhoto(photos, 'gone.jpg');
    await importAll(services, [photos], false);
    renameSync(path, `${path}.away`);
    await services.jobs.finished(services.reading.calls.readPhotos({ photos: [] }).id);
    const missing = firstPhoto(services);
    expect(missing.error?.message).toContain('Move it back and read it again');
    renameSync(`${path}.away`, path);
    await services.jobs.finished(services.reading.calls.readPhotos({ photos: [missing.id] }).id);
    expect(services.library.calls.listPhotos(everything).photos).toMatchObject([
      { status: 'read', error: null },
    ]);
  });

  it('sets aside the photo that crashes the engine, once, and goes on with the next', async () => {
    const read: string[] = [];
    const { services, photos } = await openTestServices((crash) => ({
      read({ path }) {
        read.push(basename(path));
        if (basename(path) === 'poison.jpg') crash();
        return Promise.resolve(pageOf('fine'));
      },
    }));
    for (const [index, name] of ['a.jpg', 'poison.jpg', 'z.jpg'].entries())
      await writePhoto(photos, name, index);
    await importAll(services, [photos]);
    const [failed] = services.library.calls.listPhotos({ ...everything, status: 'failed' }).photos;
    expect(failed).toMatchObject({ name: 'poison.jpg', error: { code: 'engine-crashed' } });
    expect(services.library.calls.listPhotos({ ...everything, status: 'read' }).total).toBe(2);
    // Once more without the photo after it, which might have been the one that crashed it.
    expect(read.filter((name) => name === 'poison.jpg').length).toBeLessThanOrEqual(2);
    expect(new Set(read)).toEqual(new Set(['a.jpg', 'poison.jpg', 'z.jpg']));
  });

  it('does not set a photo aside because the one opened ahead crashes the engine', async () => {
    const read: { path: string; next: string | null }[] = [];
    const { services, photos } = await openTestServices((crash) => ({
      read({ path, next }) {
        read.push({ path: basename(path), next: next === null ? null : basename(next.path) });
        if ([path, next?.path ?? ''].some((opened) => basename(opened) === 'poison.jpg')) crash();
        return Promise.resolve(pageOf('fine'));
      },
    }));
    for (const [index, name] of ['old.jpg', 'poison.jpg', 'new.jpg'].entries()) {
      await importAll(services, [await writePhoto(photos, name, index)], false);
    }
    const job = services.reading.calls.readPhotos({ photos: [] });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 3, failed: 1 });
    expect(read).toEqual([
      { path: 'new.jpg', next: 'poison.jpg' },
      { path: 'new.jpg', next: null },
      { path: 'poison.jpg', next: 'old.jpg' },
      { path: 'poison.jpg', next: null },
      { path: 'old.jpg', next: null },
    ]);
    const [failed] = services.library.calls.listPhotos({ ...everything, status: 'failed' }).photos;
    expect(failed).toMatchObject({ name: 'poison.jpg', error: { code: 'engine-crashed' } });
  });

  it('reads every photo when the GPU fails in the middle, and tells people once', async () => {
    const gpu = gpuThatFails(5);
    const { services, photos, events } = await servicesWithGpu(gpu);
    mkdirSync(photos, { recursive: true });
    for (const left of [20, 30, 40, 50]) {
      const paper = sharp({ create: { width: 320, height: 240, channels: 3, background: 'white' } });
      const input = { create: { width: 48, height: 32, channels: 3 as const, background: 'black' } };
      await paper
        .composite([{ input, left, top: 40 }])
        .png()
        .toFile(join(photos, `${left}.png`));
    }
    await importAll(services, [photos], false);
    const job = services.reading.calls.readPhotos({ photos: [] });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 4, failed: 0 });
    expect(services.library.info()).toMatchObject({ photos: 4, words: 4 });
    expect(gpu.runs).toBe(5);
    expect(events.filter((name) => name === 'gpuFailed')).toHaveLength(1);
  });

  it.each(['cropped words', 'overlooked words'])('tells people of a GPU that fails at %s', async (what) => {
    const gpu = gpuThatFails(1);
    const { services, photos, events } = await servicesWithGpu(gpu);
    const path = await writePhoto(photos, 'a.jpg');
    const photo = { path, turn: 0 as const, sha256: (await hashFile(path)) ?? '' };
    if (what === 'cropped words') await services.reading.readWords([path], { alternatives: 1 });
    else await services.reading.readOverlooked(photo, []);
    expect(gpu.runs).toBe(1);
    expect(events).toEqual(['gpuFailed']);
  });

  it('pauses when the disk is full, loses nothing, and goes on when asked', async () => {
    let isFull = true;
    const { services, photos } = await openTestServices(() => ({
      read() {
        if (isFull) throw new InkdexError('disk-full', 'No room left.');
        return Promise.resolve(pageOf('fine'));
      },
    }));
    await writePhoto(photos, 'a.jpg', 1);
    await writePhoto(photos, 'b.jpg', 2);
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ kind: 'read', state: 'paused', done: 0, error: { code: 'disk-full' } });
    expect(services.library.calls.listPhotos({ ...everything, status: 'waiting' }).total).toBe(2);
    isFull = false;
    services.jobs.calls.resumeJob({ job: job.id });
    expect(await services.jobs.finished(job.id)).toMatchObject({ state: 'done', done: 2, error: null });
    expect(services.library.info()).toMatchObject({ photos: 2, words: 2 });
  });

  it('ends with the reason, and leaves photos waiting, when there is no sound model', async () => {
    const { services, photos, library } = await openTestServices();
    writeFileSync(join(library, 'models', 'starter-recogniser.onnx'), 'broken');
    await writePhoto(photos, 'a.jpg');
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ kind: 'read', state: 'failed', error: { code: 'model-damaged' } });
    expect(services.library.calls.listPhotos({ ...everything, status: 'waiting' }).total).toBe(1);
  });

  it('gives the cropped word that crashes the engine its failure, and reads all others', async () => {
    const { services } = await openTestServices((crash) => ({
      readWords({ paths }) {
        if (paths.includes('poison.png')) crash();
        return Promise.resolve({
          words: paths.map((path) => ({
            path,
            ok: true as const,
            value: { text: path, confidence: 1, alternatives: [], ms: 1 },
          })),
        });
      },
    }));
    const before = ['a.png', 'b.png', 'c.png'];
    const after = ['d.png', 'e.png'];
    const read = await services.reading.readWords([...before, 'poison.png', ...after], { alternatives: 1 });
    expect(read.map((word) => ('code' in word ? word.code : word.text))).toEqual([
      ...before,
      'engine-crashed',
      ...after,
    ]);
  });

  it('reads given boxes as one text in reading order, in the language that is asked for', async () => {
    const asked: unknown[] = [];
    const { services } = await openTestServices(() => ({
      readQuads({ quads, text, language, fast }) {
        asked.push({ text, language, fast });
        const readings = quads.map(([[x]]) => [{ text: `at ${x}`, confidence: 1 }]);
        return Promise.resolve({ readings, lattices: readings.map(() => null), recogniser: 'a'.repeat(64) });
      },
    }));
    // The second line first, and the words of the first from right to left.
    const quads = (
      [
        [10, 100, 50, 20],
        [80, 12, 50, 20],
        [10, 10, 50, 20],
      ] as const
    ).map(quadOfBox);
    const options = { alternatives: 1, language: 'dutch', fast: true } as const;
    const found = await services.reading.readPlaces('board.jpg', quads, options);
    expect(found.map(([best]) => best?.text)).toEqual(['at 10', 'at 80', 'at 10']);
    const text = [{ read: 2 }, { read: 1 }, { read: 0 }];
    expect(asked).toEqual([{ text, language: 'dutch', fast: true }]);
  });

  it('takes the newest photo first', async () => {
    const read: string[] = [];
    const { services, photos } = await openTestServices(() => ({
      read({ path }) {
        read.push(basename(path));
        return Promise.resolve(pageOf('fine'));
      },
    }));
    for (const [index, name] of ['old.jpg', 'middle.jpg', 'new.jpg'].entries()) {
      await importAll(services, [await writePhoto(photos, name, index)], false);
    }
    const job = services.reading.calls.readPhotos({ photos: [] });
    await services.jobs.finished(job.id);
    expect(read).toEqual(['new.jpg', 'middle.jpg', 'old.jpg']);
  });
});
