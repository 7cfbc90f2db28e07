import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forkWorker, startWorker, type PdfReader, type Reader } from '../../../main/workers/client.ts';
import type { ServerProcess } from '../../../main/rpc/process.ts';
import type { WorkerLimits } from '../../../main/workers/supervisor.ts';
import { InkdexError } from '../../../shared/result.ts';
import { inflatingPdf, nestedFormsPdf } from '../../support/hostilePdf.ts';
import { temporaryFolder } from '../../support/library.ts';
import { writePdf } from '../../support/pdf.ts';
import { readerWith } from '../../support/worker.ts';

const size = { width: 4, height: 3 };
const never = (): Promise<never> => new Promise(() => undefined);

/** A reader in this process with the given calls, and how many processes were started for it. */
function readerOf(calls: Parameters<typeof readerWith>[0], limits: Partial<WorkerLimits> = {}) {
  const spawn = readerWith(calls);
  const started: ServerProcess[] = [];
  const reader: Reader = startWorker({
    kind: 'reader',
    limits,
    spawn(kind) {
      const child = spawn(kind);
      started.push(child);
      return child;
    },
  });
  onTestFinished(() => reader.close());
  return { reader, started };
}

/** The real process for PDFs. */
function pdfReaderOf(limits: Partial<WorkerLimits>) {
  const started: ServerProcess[] = [];
  const pdf: PdfReader = startWorker({
    kind: 'pdf',
    limits,
    spawn(kind) {
      const child = forkWorker(kind);
      started.push(child);
      return child;
    },
  });
  onTestFinished(() => pdf.close());
  return { pdf, started };
}

function writeFile(name: string, bytes: Buffer): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

describe('a worker that does not answer', () => {
  it('is ended after the deadline, and what else it was asked is asked again alone', async () => {
    const asked: string[] = [];
    const { reader, started } = readerOf(
      () => ({
        imageSize({ path }) {
          asked.push(path);
          const isAnswered = path === 'healthy.jpg' && asked.length > 2;
          return isAnswered ? Promise.resolve(size) : never();
        },
      }),
      { deadlineMs: 200, graceMs: 20 },
    );
    const stuck = expect(reader.call('imageSize', { path: 'stuck.jpg' })).rejects.toMatchObject({
      code: 'too-slow',
      message: 'This file took longer than 0.2 seconds and was stopped.',
    });
    await wait(100);
    const healthy = reader.call('imageSize', { path: 'healthy.jpg' });
    await stuck;
    expect(await healthy).toEqual(size);
    expect(asked).toEqual(['stuck.jpg', 'healthy.jpg', 'healthy.jpg']);
    expect(started).toHaveLength(2);
  });

  it('is ended when it does not answer a cancelled call, and only then the call is rejected', async () => {
    const path = writeFile('nested.pdf', nestedFormsPdf());
    const { pdf, started } = pdfReaderOf({ graceMs: 300 });
    await pdf.call('countPages', { path });
    const controller = new AbortController();
    const { signal } = controller;
    const drawing = pdf.call('drawPage', { path, page: 1, folder: temporaryFolder() }, { signal });
    await wait(100);
    controller.abort();
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await started[0]?.residentBytes()).toBeNull();
    expect(started).toHaveLength(1);
    const sound = await writePdf(join(temporaryFolder(), 'notes.pdf'), 2);
    expect(await pdf.call('countPages', { path: sound })).toEqual({ pages: 2 });
  });
});

describe('a worker that reads from a disk that never answers', () => {
  it('is left alone when not even SIGKILL ends it, and the next call has a process of its own', async () => {
    const spawn = readerWith(() => ({
      imageSize: ({ path }) => (path === 'silent.jpg' ? never() : Promise.resolve(size)),
    }));
    const started: ServerProcess[] = [];
    const reader = startWorker({
      kind: 'reader',
      limits: { deadlineMs: 100, graceMs: 20 },
      spawn(kind) {
        // As a process in a read that the kernel does not interrupt.
        const child = { ...spawn(kind), kill: () => undefined };
        started.push(child);
        return child;
      },
    });
    await expect(reader.call('imageSize', { path: 'silent.jpg' })).rejects.toMatchObject({
      code: 'too-slow',
    });
    expect(await reader.call('imageSize', { path: 'a.jpg' })).toEqual(size);
    expect(started).toHaveLength(2);
  });
});

describe('the process for PDFs', () => {
  it('ends after some time without a call, and starts again with the next one', async () => {
    const spawn = readerWith(() => ({ countPages: () => Promise.resolve({ pages: 1 }) }));
    const ended: string[] = [];
    let started = 0;
    const pdf = startWorker({
      kind: 'pdf',
      limits: { idleMs: 300 },
      spawn(kind) {
        const child = spawn(kind);
        started += 1;
        child.onEnd((how) => ended.push(how));
        return child;
      },
    });
    onTestFinished(() => pdf.close());
    const countPages = () => pdf.call('countPages', { path: 'a.pdf' });
    await Promise.all([countPages(), countPages()]);
    await countPages();
    expect([started, ended]).toEqual([1, []]);
    await expect.poll(() => ended, { interval: 20 }).toEqual(['signal SIGKILL']);
    expect(await countPages()).toEqual({ pages: 1 });
    expect(started).toBe(2);
  });
});

describe('a worker that needs too much memory', () => {
  it('is ended, and its caller is told', async () => {
    const path = writeFile('inflating.pdf', inflatingPdf(1_500_000_000));
    const { pdf, started } = pdfReaderOf({ memoryBytes: 400_000_000 });
    let most = 0;
    const watch = setInterval(() => {
      void started[0]?.residentBytes().then((bytes) => (most = Math.max(most, bytes ?? 0)));
    }, 20);
    const drawing = pdf.call('drawPage', { path, page: 1, folder: temporaryFolder() });
    await expect(drawing).rejects.toMatchObject({
      code: 'engine-crashed',
      blame: 'proven',
      message: 'This file needed more than 0.4 GB of memory and was stopped.',
    });
    clearInterval(watch);
    expect(most).toBeLessThan(1_000_000_000);
  });

  it('is ended also if it reads photos', async () => {
    const reader = startWorker({ kind: 'reader', limits: { memoryBytes: 60_000_000 } });
    onTestFinished(() => reader.close());
    await expect(reader.call('imageSize', { path: '/none.jpg' })).rejects.toMatchObject({
      code: 'engine-crashed',
      message: 'This file needed more than 0.1 GB of memory and was stopped.',
    });
  });
});

describe('a call whose worker ended', () => {
  it('is made again if another program ended the worker', async () => {
    let isFirst = true;
    const { reader } = readerOf((crash) => ({
      imageSize() {
        if (isFirst) crash('signal SIGKILL');
        isFirst = false;
        return Promise.resolve(size);
      },
    }));
    expect(await reader.call('imageSize', { path: 'a.jpg' })).toEqual(size);
  });

  it('fails if it was the only one, with the signal', async () => {
    const { reader, started } = readerOf((crash) => ({
      imageSize() {
        crash('signal SIGSEGV');
        return never();
      },
    }));
    await expect(reader.call('imageSize', { path: 'a.jpg' })).rejects.toMatchObject({
      blame: 'likely',
      message: expect.stringContaining('signal SIGSEGV') as string,
    });
    expect(started).toHaveLength(1);
  });

  it('is made again alone if others ran beside it, so that only the one that ends its worker fails', async () => {
    const { reader } = readerOf((crash) => ({
      async imageSize({ path }) {
        await wait(path === 'poison.jpg' ? 20 : 100);
        if (path === 'poison.jpg') crash();
        return size;
      },
    }));
    const sound = [1, 2, 3].map((number) => reader.call('imageSize', { path: `${number}.jpg` }));
    const poison = reader.call('imageSize', { path: 'poison.jpg' });
    await expect(poison).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(await Promise.all(sound)).toEqual([size, size, size]);
  });

  it('does not share its process if it is alone', async () => {
    const { reader, started } = readerOf(() => ({ imageSize: () => Promise.resolve(size) }));
    await reader.call('imageSize', { path: 'a.jpg' });
    await reader.call('imageSize', { path: 'b.jpg' }, { alone: true });
    await reader.call('imageSize', { path: 'c.jpg' });
    expect(started).toHaveLength(2);
  });
});

describe('a worker that says that its engine does not work any more', () => {
  it('answers what it was asked, and the next call has another process', async () => {
    const gate = Promise.withResolvers<typeof size>();
    const { reader, started } = readerOf(() => ({
      imageSize: ({ path }) =>
        path === 'lost.jpg'
          ? Promise.reject(new InkdexError('engine-crashed', 'The GPU is gone.'))
          : gate.promise,
    }));
    const beside = reader.call('imageSize', { path: 'a.jpg' });
    await expect(reader.call('imageSize', { path: 'lost.jpg' })).rejects.toThrow('The GPU is gone.');
    const next = reader.call('imageSize', { path: 'b.jpg' });
    gate.resolve(size);
    expect(await Promise.all([beside, next])).toEqual([size, size]);
    expect(started).toHaveLength(2);
  });
});
