import { basename } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBroker, readers, tasks } from '../../../../main/annexes/broker/connection.ts';
import type { ReadTask } from '../../../../main/annexes/broker/worker.ts';
import type { Services } from '../../../../main/services.ts';
import { InkdexError } from '../../../../shared/result.ts';
import {
  connected,
  hurry,
  kept,
  openAtBroker,
  openWithBroker,
  queuePhotos,
  reads,
  settingsFor,
  startBroker,
  startTestWorker,
  texts,
  writePhotos,
} from '../../../support/broker.ts';
import { pageOf, temporaryFolder } from '../../../support/library.ts';
import { hasNatsServer } from '../../../support/natsServer.ts';
import { everything, importAll } from '../../../support/services.ts';

async function readAll({ reading, jobs, library }: Services) {
  const job = reading.calls.readPhotos({ photos: library.calls.listPhotoIds({ status: null }) });
  return await jobs.finished(job.id);
}

describe.skipIf(!hasNatsServer)('Photos at a broker (skipped without nats-server)', () => {
  it('are read by workers, and leave nothing behind there', async () => {
    const { server, services, photos } = await openAtBroker();
    await startTestWorker(server.address);
    await startTestWorker(server.address);
    await writePhotos(photos, 8);
    const { job } = await importAll(services, [photos]);
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(Array(8).fill('there'));
    expect(services.broker.calls.broker()).toMatchObject({ away: 0, read: 8, problem: null });
    const nc = await connect({ servers: server.address });
    onTestFinished(() => nc.close());
    await expect.poll(() => kept(nc)).toEqual({ tasks: 0, results: 0, photos: 0 });
  });

  it('that cannot be read are set aside with the reason, and the others are read', async () => {
    const { server, services, photos } = await openAtBroker();
    let failed = 0;
    await startTestWorker(server.address, (task, files) => {
      failed += 1;
      if (failed > 1) return reads('there')(task, files);
      const error = { code: 'image-damaged', message: 'The image ends in the middle.' } as const;
      return Promise.resolve({ kind: 'failed', error });
    });
    await writePhotos(photos, 3);
    await importAll(services, [photos]);
    const { photos: aside } = services.library.calls.listPhotos({ ...everything, status: 'failed' });
    expect(aside.map(({ error }) => error)).toEqual([
      { code: 'image-damaged', message: 'The image ends in the middle.' },
    ]);
    expect(services.library.calls.listPhotos({ ...everything, status: 'read' }).total).toBe(2);
  });

  it('are read here when ten workers were given them and none finished', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const id = await queuePhotos(opened, 1);
    const nc = await connect({ servers: server.address });
    const { js } = await openBroker(nc);
    const consumer = await js.consumers.get(tasks, readers);
    for (let delivery = 0; delivery < 10; delivery += 1) (await consumer.next({ expires: 10_000 }))?.nak();
    await nc.drain();
    await startTestWorker(server.address);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
    expect(texts(services)).toEqual(['here']);
    expect(services.broker.calls.broker().problem).toMatch(/^10 times a worker was given a photo/u);
  });

  it('go to another worker when one gives no sign of life, and to the same library once', async () => {
    const server = await startBroker();
    await hurry(server);
    const opened = await openWithBroker(settingsFor(server.address));
    const { services } = opened;
    const id = await queuePhotos(opened, 1);
    const nc = await connect({ servers: server.address });
    const { js } = await openBroker(nc);
    // As if its machine went off.
    await (await js.consumers.get(tasks, readers)).next({ expires: 10_000 });
    await nc.close();
    await startTestWorker(server.address);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 1, failed: 0 });
    expect(texts(services)).toEqual(['there']);
  });

  it('are kept by a worker that needs long, with signs of life', async () => {
    const server = await startBroker();
    await hurry(server);
    const { services, photos } = await openWithBroker(settingsFor(server.address));
    let count = 0;
    const slow: ReadTask = async (task, files) => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 3500));
      return await reads('slowly')(task, files);
    };
    await startTestWorker(server.address, slow);
    await startTestWorker(server.address, slow);
    await writePhotos(photos, 1);
    await importAll(services, [photos]);
    expect([count, texts(services)]).toEqual([1, ['slowly']]);
  });

  it('are read by this machine as well, if it may', async () => {
    const server = await startBroker();
    const { services, photos } = await openWithBroker(settingsFor(server.address, { readsHere: true }));
    await startTestWorker(server.address);
    await writePhotos(photos, 8);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(new Set(texts(services))).toEqual(new Set(['here', 'there']));
  });

  it('without any worker are read by this machine', async () => {
    const server = await startBroker();
    const { services, photos } = await openWithBroker(settingsFor(server.address, { readsHere: true }));
    await writePhotos(photos, 4);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(Array(4).fill('here'));
  });

  it('that were read while the library was closed are not read again', async () => {
    const server = await startBroker();
    const folder = temporaryFolder();
    const first = await openWithBroker(settingsFor(server.address), folder);
    await writePhotos(first.photos, 4);
    await importAll(first.services, [first.photos], false);
    first.services.reading.calls.readPhotos({ photos: [] });
    await expect.poll(() => first.services.broker.calls.broker().away).toBe(4);
    const nc = await connect({ servers: server.address });
    await expect.poll(async () => (await kept(nc)).tasks).toBe(4);
    await first.services.close();
    let count = 0;
    await startTestWorker(server.address, (task, files) => {
      count += 1;
      return reads('meanwhile')(task, files);
    });
    await expect.poll(async () => (await kept(nc)).results).toBe(4);
    const { services } = await openWithBroker(settingsFor(server.address), folder, {
      isConnected: false,
      hereMs: 4000,
    });
    await connected(services);
    await expect.poll(() => services.jobs.calls.listJobs().every(({ state }) => state === 'done')).toBe(true);
    expect(count).toBe(4);
    expect(texts(services)).toContain('meanwhile');
    await expect.poll(() => kept(nc)).toMatchObject({ tasks: 0 });
    await nc.close();
  });

  it('are taken out of the queue when a person pauses the job, and go there again', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const id = await queuePhotos(opened, 4);
    const nc = await connect({ servers: server.address });
    onTestFinished(() => nc.close());
    await expect.poll(async () => (await kept(nc)).tasks).toBe(4);
    expect(await services.jobs.calls.pauseJob({ job: id })).toMatchObject({ state: 'paused', done: 0 });
    await expect.poll(async () => (await kept(nc)).tasks).toBe(0);
    expect(services.library.calls.listPhotos({ ...everything, status: 'waiting' }).total).toBe(4);
    await startTestWorker(server.address);
    services.jobs.calls.resumeJob({ job: id });
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 4 });
    expect(texts(services)).toEqual(Array(4).fill('there'));
  });

  it('whose reading is longer than a message arrive as well', async () => {
    const { server, services, photos } = await openAtBroker({ config: 'max_payload: 32768' });
    const line = Array.from({ length: 2500 }, (_, index) => `${index}x${(index * 7919) % 10_007}`).join(' ');
    await startTestWorker(server.address, reads(line));
    await writePhotos(photos, 1);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual([line]);
  });

  it('are read again only when a person asks', async () => {
    const { server, services, photos } = await openAtBroker();
    const first = await startTestWorker(server.address, reads('first'));
    await writePhotos(photos, 2);
    await importAll(services, [photos]);
    expect(texts(services)).toEqual(['first', 'first']);
    await first.stop();
    await startTestWorker(server.address, reads('second'));
    expect(await readAll(services)).toMatchObject({ state: 'done', done: 2 });
    expect(texts(services)).toEqual(['second', 'second']);
  });
});

describe.skipIf(!hasNatsServer)('A worker (skipped without nats-server)', () => {
  it('gives its photo back when its own machine cannot go on, and says why', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const broken = await startTestWorker(server.address, () =>
      Promise.reject(new InkdexError('disk-full', 'The disk of the worker is full.')),
    );
    const id = await queuePhotos(opened, 2);
    await expect(broken.ended).rejects.toMatchObject({ code: 'disk-full' });
    await startTestWorker(server.address);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', failed: 0 });
  });

  it('that has read with other models is refused: its photos are read here, and people are told', async () => {
    const { server, services, photos } = await openAtBroker();
    const other = 'f'.repeat(64);
    await startTestWorker(server.address, () =>
      Promise.resolve({ kind: 'read', reading: { ...pageOf('wrong'), detector: other, recogniser: other } }),
    );
    await writePhotos(photos, 2);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(['here', 'here']);
    expect(services.broker.calls.broker().problem).toMatch(
      /has read with the models ffffffff and ffffffff; expected/u,
    );
  });

  it('of another version of Inkdex refuses its photos, which are read here', async () => {
    const { server, services, photos } = await openAtBroker();
    const { notes } = await startTestWorker(server.address, reads('there'), { version: '9.9.9' });
    await writePhotos(photos, 2);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(['here', 'here']);
    expect(services.broker.calls.broker().problem).toMatch(
      /^A worker is Inkdex 9\.9\.9, and the library Inkdex /u,
    );
    expect(notes.at(-1)).toBe(services.broker.calls.broker().problem);
  });

  it('finishes its photo when it is stopped', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const begun = Promise.withResolvers<undefined>();
    const worker = await startTestWorker(server.address, async (task, files) => {
      begun.resolve(undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return await reads(basename(files.path) === '' ? 'nothing' : 'last')(task, files);
    });
    const id = await queuePhotos(opened, 2);
    await begun.promise;
    await worker.stop();
    await startTestWorker(server.address, reads('next'));
    await services.jobs.finished(id);
    expect(texts(services).sort()).toEqual(['last', 'next']);
  });
});
