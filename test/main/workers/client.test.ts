import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { forkWorker, startWorker, workerEntry, type Reader } from '../../../main/workers/client.ts';
import type { WorkerKind } from '../../../main/workers/calls.ts';
import type { ServerProcess } from '../../../main/rpc/process.ts';
import { encodeJpeg } from '../../../main/imaging/formats/decode.ts';
import { paintedImage } from '../../support/images.ts';
import { tinyRecogniser } from '../../support/tinyModels.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
let photo: string;
let recogniser: string;
let reader: Reader;
let processes: ServerProcess[];

beforeAll(async () => {
  photo = join(folder, 'photo.jpg');
  recogniser = join(folder, 'recogniser.onnx');
  await writeFile(photo, await encodeJpeg(paintedImage({ width: 40, height: 30 }, [255, 255, 255], []), 90));
  await writeFile(recogniser, tinyRecogniser());
});

/** A reader whose processes are remembered, so that a test can kill one. */
function startReader(): Reader {
  processes = [];
  reader = startWorker({
    kind: 'reader',
    spawn(kind) {
      const child = forkWorker(kind);
      processes.push(child);
      return child;
    },
  });
  return reader;
}
afterEach(async () => {
  await reader.close();
});

/**
 * A call long enough to be interrupted: it reports progress after each 256 files. The first are missing, so that it reports
 * soon.
 */
function readMany(options: Parameters<typeof reader.call<'readWords'>>[2]): Promise<unknown> {
  const missing = Array.from({ length: 256 }, () => join(folder, 'none.jpg'));
  const paths = [...missing, ...Array.from({ length: 2000 }, () => photo)];
  return reader.call('readWords', { paths, alternatives: 1, recogniser }, options);
}

test('no process starts before the first call, and one serves many', async () => {
  startReader();
  expect(processes).toHaveLength(0);
  const found = await Promise.all([1, 2, 3].map(() => reader.call('inspect', { path: photo })));
  expect(found.map(({ width }) => width)).toEqual([40, 40, 40]);
  expect(processes).toHaveLength(1);
});

test('an error keeps its code and its message across the processes', async () => {
  startReader();
  const path = join(folder, 'none.jpg');
  await expect(reader.call('inspect', { path })).rejects.toMatchObject({
    name: 'InkdexError',
    code: 'file-missing',
    message: expect.stringContaining('none.jpg') as string,
  });
});

test('arguments are checked by the worker', async () => {
  startReader();
  await expect(reader.call('inspect', { path: '' })).rejects.toMatchObject({ code: 'bad-arguments' });
});

describe('a worker that is killed in the middle of a call', () => {
  test('rejects every pending call with engine-crashed, and starts again with the next', async () => {
    startReader();
    const { promise: working, resolve: works } = Promise.withResolvers<undefined>();
    const first = readMany({
      onProgress: () => {
        works(undefined);
      },
    });
    const second = readMany({});
    await working;
    processes[0]?.kill();
    await expect(first).rejects.toMatchObject({ code: 'engine-crashed' });
    await expect(second).rejects.toMatchObject({ code: 'engine-crashed' });
    await expect(first).rejects.toThrow(/signal SIGKILL/u);

    expect(await reader.call('inspect', { path: photo })).toMatchObject({ width: 40 });
    expect(processes).toHaveLength(2);
  });
});

describe('cancelling', () => {
  test('rejects the call at once, stops its work, and leaves the worker usable', async () => {
    startReader();
    const controller = new AbortController();
    const progress: number[] = [];
    const call = readMany({
      signal: controller.signal,
      onProgress: ({ done }) => {
        progress.push(done);
        controller.abort();
      },
    });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(progress).toEqual([256]);
    expect(await reader.call('inspect', { path: photo })).toMatchObject({ width: 40 });
    expect(processes).toHaveLength(1);
  });

  test('a signal that was aborted before starts nothing', async () => {
    startReader();
    const call = reader.call('inspect', { path: photo }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(processes).toHaveLength(0);
  });
});

test('a caller that throws at its progress ends its call alone, with what it threw', async () => {
  startReader();
  let told = 0;
  const call = readMany({
    onProgress() {
      told += 1;
      throw new Error('The disk is full.');
    },
  });
  const other = reader.call('inspect', { path: photo });
  await expect(call).rejects.toThrow('The disk is full.');
  expect(told).toBe(1);
  expect(await other).toMatchObject({ width: 40 });
  expect(await reader.call('inspect', { path: photo })).toMatchObject({ width: 40 });
  expect(processes).toHaveLength(1);
});

test('a worker ignores Ctrl-C, which its parent handles, and ends when its parent ends', async () => {
  startReader();
  const child = fork(workerEntry, ['reader'], { serialization: 'advanced', execArgv: [] });
  const inspect = async (id: number): Promise<unknown> => {
    child.send({ type: 'request', id, name: 'inspect', args: { path: photo } });
    return (await once(child, 'message'))[0] as unknown;
  };
  expect(await inspect(1)).toMatchObject({ id: 1, result: { ok: true } });
  child.kill('SIGINT');
  expect(await inspect(2)).toMatchObject({ id: 2, result: { ok: true } });
  const ended = once(child, 'exit');
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test('closing ends the process and rejects what still runs', async () => {
  startReader();
  const { promise: working, resolve: works } = Promise.withResolvers<undefined>();
  const call = readMany({
    onProgress: () => {
      works(undefined);
    },
  });
  const rejected = expect(call).rejects.toMatchObject({ code: 'cancelled' });
  await working;
  await reader.close();
  await rejected;
  await expect(reader.call('inspect', { path: photo })).rejects.toMatchObject({ code: 'cancelled' });
});

test.skipIf(process.platform !== 'linux')('the reader alone keeps its heaps small', () => {
  startReader();
  const children = (): Set<string> =>
    new Set(
      readdirSync('/proc/self/task').flatMap((task) =>
        readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '),
      ),
    );
  const startOf = (kind: WorkerKind): string => {
    const before = children();
    const child = forkWorker(kind);
    const [pid = ''] = children().difference(before);
    const start = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')).join('');
    child.kill();
    return start;
  };
  const limits = ['--max-semi-space-size=4', 'MALLOC_ARENA_MAX=2', 'MALLOC_MMAP_THRESHOLD_=1048576'];
  const kept = (start: string): string[] => limits.filter((limit) => start.includes(`${limit}\0`));
  expect(kept(startOf('reader'))).toEqual(limits);
  expect(kept(startOf('trainer'))).toEqual([]);
});
