import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBroker, results, tasks } from '../../../../main/annexes/broker/connection.ts';
import type { ReadTask } from '../../../../main/annexes/broker/worker.ts';
import type { Services } from '../../../../main/services.ts';
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
import { temporaryFolder } from '../../../support/library.ts';
import { hasNatsServer } from '../../../support/natsServer.ts';
import { importAll, writePhoto } from '../../../support/services.ts';

const problemOf = ({ broker }: Services) => broker.calls.broker().problem;

describe.skipIf(!hasNatsServer)('A broker (skipped without nats-server)', () => {
  it('that is away leaves the photos to this machine, with a clear message', async () => {
    const { services, photos } = await openWithBroker(
      settingsFor('nats://somebody:secret@127.0.0.1:1'),
      temporaryFolder(),
      { isConnected: false },
    );
    await writePhotos(photos, 3);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(Array(3).fill('here'));
    await expect.poll(() => problemOf(services)).toMatch(/^No broker answers at nats:\/\/127\.0\.0\.1:1 /u);
    expect(JSON.stringify(services.broker.calls.broker())).not.toContain('secret');
  });

  it('that is killed while photos are there gets them again, and this machine reads in between', async () => {
    const server = await startBroker();
    await hurry(server);
    const opened = await openWithBroker(settingsFor(server.address));
    const { services } = opened;
    const id = await queuePhotos(opened, 6);
    await expect.poll(() => services.broker.calls.broker().away).toBe(6);
    await server.kill();
    await expect.poll(() => services.broker.calls.broker().isConnected).toBe(false);
    await server.start();
    await connected(services);
    await startTestWorker(server.address);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 6, failed: 0 });
    expect(texts(services)).toHaveLength(6);
    expect(texts(services)).toContain('there');
  });

  it('that does not come back gives its photos back to this machine', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const id = await queuePhotos(opened, 2);
    await expect.poll(() => services.broker.calls.broker().away).toBe(2);
    await server.kill();
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 2, failed: 0 });
    expect(texts(services)).toEqual(['here', 'here']);
  });

  it('that has lost all it stored gets photos and models again', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const id = await queuePhotos(opened, 4);
    await expect.poll(() => services.broker.calls.broker().away).toBe(4);
    await server.kill();
    server.forget();
    await server.start();
    await connected(services);
    await startTestWorker(server.address);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 4, failed: 0 });
  });

  it('whose streams somebody deletes gets them again', async () => {
    const { server, services, photos } = await openAtBroker();
    await startTestWorker(server.address);
    const nc = await connect({ servers: server.address });
    const { jsm } = await openBroker(nc);
    await jsm.streams.delete(tasks);
    await jsm.streams.delete(results);
    await nc.close();
    await writePhotos(photos, 4);
    expect((await importAll(services, [photos])).job).toMatchObject({ state: 'done', failed: 0 });
    await writePhoto(photos, 'later.jpg', 9);
    await connected(services);
    await importAll(services, [photos]);
    expect(texts(services)).toContain('there');
  });

  it('that is full is not sent more: people are told, and this machine reads', async () => {
    const { services, photos } = await openAtBroker({ mostBytes: 400_000 });
    mkdirSync(photos, { recursive: true });
    for (let index = 0; index < 6; index += 1) {
      const noise = { type: 'gaussian', mean: 128, sigma: 40 + index } as const;
      const picture = sharp({ create: { width: 320, height: 240, channels: 3, background: 'grey', noise } });
      await picture.png().toFile(join(photos, `noise-${index}.png`));
    }
    await importAll(services, [photos], false);
    const { id } = services.reading.calls.readPhotos({ photos: [] });
    await expect.poll(() => problemOf(services)).toMatch(/^The storage of the broker at .* is full/u);
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 6, failed: 0 });
    expect(texts(services)).toContain('here');
  });

  it('that a person does not want to use any more gives its photos back', async () => {
    const opened = await openAtBroker();
    const { services } = opened;
    const id = await queuePhotos(opened, 3);
    await expect.poll(() => services.broker.calls.broker().away).toBe(3);
    await services.broker.calls.setBroker({ settings: null });
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
    expect(texts(services)).toEqual(['here', 'here', 'here']);
  });

  it('without JetStream says how to start it', async () => {
    const folder = temporaryFolder();
    const server = await startBroker({
      config: 'accounts { A { users: [{ user: a, password: b }] } }\nno_auth_user: a',
    });
    const { services } = await openWithBroker(settingsFor(server.address), folder, { isConnected: false });
    await expect.poll(() => problemOf(services)).toMatch(/has no JetStream. Start it with: nats-server -js/u);
  });
});

describe.skipIf(!hasNatsServer)('A model (skipped without nats-server)', () => {
  /** Remembers the models that photos were read with, by the hashes of the files that were given. */
  function readingWith(seen: string[]): ReadTask {
    return async (task, files) => {
      seen.push(createHash('sha256').update(readFileSync(files.recogniser)).digest('hex'));
      return await reads('there')(task, files);
    };
  }

  it('is fetched by its SHA-256, and another one when the library uses another', async () => {
    const { server, services, photos, library } = await openAtBroker();
    const seen: string[] = [];
    await startTestWorker(server.address, readingWith(seen));
    await writePhoto(photos, 'a.jpg', 1);
    await importAll(services, [photos]);
    const models = await services.models.calls.listModels();
    const first = models.find(({ kind }) => kind === 'recogniser');
    expect(seen).toEqual([first?.sha256]);
    const path = join(library, 'models', 'starter-recogniser.onnx');
    // Another file with the same metadata: protobuf allows unknown fields.
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from([0xfa, 0x07, 0x01, 0x61])]));
    await writePhoto(photos, 'b.jpg', 2);
    await importAll(services, [photos]);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
  });

  it('that is missing or another one in the object store is asked for again', async () => {
    const opened = await openAtBroker();
    const { server, services } = opened;
    const id = await queuePhotos(opened, 2);
    const nc = await connect({ servers: server.address });
    onTestFinished(() => nc.close());
    await expect.poll(async () => (await kept(nc)).tasks).toBe(2);
    const { models } = await openBroker(nc);
    const [one, other] = await models.list();
    await models.putBlob({ name: one?.name ?? '' }, Buffer.from('another model'));
    await models.delete(other?.name ?? '');
    const seen: string[] = [];
    const worker = await startTestWorker(server.address, readingWith(seen));
    expect(await services.jobs.finished(id)).toMatchObject({ state: 'done', failed: 0 });
    expect(texts(services)).toEqual(['there', 'there']);
    expect(worker.notes.join(' ')).toMatch(/is not whole in the object store. The library is asked for it/u);
  });
});

describe.skipIf(!hasNatsServer)('Access to a broker (skipped without nats-server)', () => {
  const users = 'authorization { user: inkdex, password: "right:word" }';

  it('with a wrong password ends a worker, which says so without the password', async () => {
    const server = await startBroker({ config: users });
    const address = server.address.replace('://', '://inkdex:wrong@');
    const { ended, notes } = await startTestWorker(address);
    const message = `The broker at ${server.address} refuses the credentials. Check the user and password, or the credentials file.`;
    await expect(ended).rejects.toMatchObject({ code: 'permission-denied', message });
    expect(notes).toEqual([]);
  });

  it('with the right password is given to library and worker', async () => {
    const server = await startBroker({ config: users });
    const address = server.address.replace('://', '://inkdex:right%3Aword@');
    const { services, photos } = await openWithBroker(settingsFor(address));
    await startTestWorker(address);
    await writePhotos(photos, 1);
    await importAll(services, [photos]);
    expect(texts(services)).toEqual(['there']);
  });

  it('needs no more permissions than SECURITY.md lists', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../SECURITY.md'), 'utf8');
    const [, publish = '', subscribe = ''] = /to publish (`[^;]+); to subscribe (`[^.]+>`)/u.exec(text) ?? [];
    const subjects = (list: string): string =>
      JSON.stringify([...list.matchAll(/`([^`]+)`/gu)].map(([, name]) => name));
    const permissions = `{ publish: ${subjects(publish)}, subscribe: ${subjects(subscribe)} }`;
    const config = `authorization { users: [{ user: a, password: b, permissions: ${permissions} }] }`;
    const server = await startBroker({ config });
    const address = server.address.replace('://', '://a:b@');
    const { services, photos } = await openWithBroker(settingsFor(address));
    await startTestWorker(address);
    await writePhotos(photos, 2);
    await importAll(services, [photos]);
    expect(texts(services)).toEqual(['there', 'there']);
    await expect.poll(() => services.broker.calls.broker()).toMatchObject({ away: 0, problem: null });
  });

  it('with a token is given, and the token is not shown', async () => {
    const server = await startBroker({ config: 'authorization { token: "a-token" }' });
    const { services } = await openWithBroker(settingsFor(server.address.replace('://', '://a-token@')));
    expect(services.broker.calls.broker().settings?.address).toBe(server.address);
    const settings = settingsFor(server.address, { readsHere: true });
    // The address as it is shown: the token stays.
    await services.broker.calls.setBroker({ settings });
    await connected(services);
    await services.broker.calls.setBroker({ settings: null });
    expect(services.broker.calls.broker()).toMatchObject({ settings: null, isConnected: false });
  });

  it('over TLS needs the certificate of its CA', async () => {
    const folder = temporaryFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
    execFileSync('openssl', made, { stdio: 'ignore' });
    const server = await startBroker({ config: `tls { cert_file: "${cert}", key_file: "${key}" }` });
    const address = server.address.replace('nats:', 'tls:');
    const refused = await startTestWorker(address);
    await expect(refused.ended).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringMatching(/is not trusted \(.+\). Give the file of its CA/u) as string,
    });
    const { services } = await openWithBroker(settingsFor(address, { certificate: cert }));
    await connected(services);
    const missing = await startTestWorker(address, reads('a'), { certificate: join(folder, 'none.pem') });
    await expect(missing.ended).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('over TLS is not tried without encryption', async () => {
    const server = await startBroker();
    const { ended } = await startTestWorker(server.address.replace('nats:', 'tls:'));
    await expect(ended).rejects.toMatchObject({
      message: expect.stringMatching(/does not encrypt/u) as string,
    });
  });

  it.each([
    'nats://',
    'localhost',
    'http://localhost:4222',
    'nats://me:secret@host:4222/path',
    'nats://host:99999',
  ])('needs an address: %s is none', async (address) => {
    const { services } = await openWithBroker(settingsFor('nats://127.0.0.1:1'), temporaryFolder(), {
      isConnected: false,
    });
    await expect(services.broker.calls.setBroker({ settings: settingsFor(address) })).rejects.toMatchObject({
      code: 'bad-arguments',
      message: expect.stringMatching(/^(?!.*secret).*Expected something like nats:/u) as string,
    });
  });
});
