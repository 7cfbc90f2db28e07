import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createWorkerProcess } from '../../../broker/workerProcess.ts';
import { writeSmallPhotos } from '../../../broker/smallPhotos.ts';
import { startBroker } from '../../../support/broker.ts';
import { inkdex, inkdexProcess } from '../../../support/commandLine.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { hasNatsServer } from '../../../support/natsServer.ts';

describe('inkdex worker', () => {
  it('needs a broker', async () => {
    const { status, stderr } = await inkdex(['worker']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no broker; name one with --broker')]);
  });

  it('refuses an address that is none, as an import does', async () => {
    for (const command of [['worker'], ['import', '.', '--library', temporaryFolder()]]) {
      const { status, stderr } = await inkdex([...command, '--broker', 'http://me:secret@host']);
      expect(status).toBe(1);
      expect(stderr).toContain('is not the address of a NATS server');
      expect(stderr).not.toContain('secret');
    }
  });
});

describe('inkdex worker without a broker', () => {
  it('waits for it', async () => {
    const worker = createWorkerProcess('nats://127.0.0.1:1', temporaryFolder());
    worker.start();
    await expect.poll(() => worker.output()).toContain('No broker answers at nats://127.0.0.1:1');
    // Longer than the first pauses between two attempts, in which nothing else keeps the process.
    await setTimeout(1000);
    expect(await worker.stop()).toBe(0);
  });
});

describe.skipIf(!hasNatsServer)('inkdex import with a worker (skipped without nats-server)', () => {
  it('reads each photo once, here or there, and the worker ends when it is stopped', async () => {
    const server = await startBroker({ config: 'authorization { user: a, password: b }' });
    const address = server.address.replace('://', '://a:b@');
    const folder = temporaryFolder();
    const photos = join(folder, 'photos');
    await writeSmallPhotos(photos, 8, 1);
    const worker = createWorkerProcess(address, join(folder, 'cache'));
    worker.start();
    await expect.poll(() => worker.output()).toContain(`Connected to the broker at ${server.address}.`);
    const { status, stdout } = await inkdexProcess(['import', photos, '--library', join(folder, 'library')], {
      INKDEX_BROKER: address,
    });
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(8);
    expect(stdout.match(/^added\t.*\t\d+ words?$/gmu)).toHaveLength(8);
    expect(await worker.stop()).toBe(0);
    const [, read = '0'] = /Stopped\. (\d+) photos read\./u.exec(worker.output()) ?? [];
    expect(Number(read)).toBeGreaterThan(0);
  });
});
