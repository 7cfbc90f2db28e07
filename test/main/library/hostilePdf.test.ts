import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ServerProcess } from '../../../main/rpc/process.ts';
import type { Services } from '../../../main/services.ts';
import { forkWorker } from '../../../main/workers/client.ts';
import type { WorkerKind } from '../../../main/workers/calls.ts';
import type { WorkerLimits } from '../../../main/workers/supervisor.ts';
import { inflatingPdf, longPathPdf, nestedFormsPdf } from '../../support/hostilePdf.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { importAll, names, openTestServices, writePhoto, type Opened } from '../../support/services.ts';
import { readerWith } from '../../support/worker.ts';
import { startScript } from '../../support/wholeLines.ts';

/** Opens a library with the real process for PDFs. */
async function openWithPdfProcess(
  limits: Partial<WorkerLimits>,
  folder = temporaryFolder(),
): Promise<Opened & { readonly started: ServerProcess[] }> {
  const started: ServerProcess[] = [];
  const reader = readerWith(() => ({ read: () => Promise.resolve(pageOf('fine')) }));
  function start(kind: WorkerKind): ServerProcess {
    if (kind !== 'pdf') return reader(kind);
    const child = forkWorker(kind);
    started.push(child);
    return child;
  }
  return { ...(await openTestServices(() => ({}), folder, { spawn: start, limits })), started };
}

/** A folder with a hostile PDF between two photos. */
async function writeFolder(photos: string, pdf: Buffer): Promise<void> {
  await writePhoto(photos, 'a.jpg', 1);
  writeFileSync(join(photos, 'hostile.pdf'), pdf);
  await writePhoto(photos, 'z.jpg', 2);
}

/** Process ids; none where the system does not tell. */
function childrenOf(pid: number | undefined): number[] {
  const path = `/proc/${String(pid)}/task/${String(pid)}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

/** Most memory of a process that is in RAM, in kB; infinite where the system does not tell. */
function largestOf(pids: readonly number[]): number {
  const sizes = pids.map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0);
  });
  return process.platform === 'linux' ? Math.max(0, ...sizes) : Infinity;
}

function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  // A process that has ended is a zombie until its parent, which may be the system's first, has asked for its end.
  return existsSync(path) && !/\) Z /u.test(readFileSync(path, 'utf8'));
}

function failures(services: Services): string[] {
  return services.library.calls.listFailures().map(({ name, error }) => `${name}: ${error.message}`);
}

it('sets a PDF aside that never ends, and takes the photos beside it', async () => {
  const { services, photos } = await openWithPdfProcess({ deadlineMs: 2000, graceMs: 200 });
  await writeFolder(photos, nestedFormsPdf());
  const { job } = await importAll(services, [photos]);
  expect(job).toMatchObject({ state: 'done', done: 3, failed: 1 });
  expect(names(services)).toEqual(['z.jpg', 'a.jpg']);
  expect(failures(services)).toEqual(['hostile.pdf: This file took longer than 2 seconds and was stopped.']);
});

it.each([
  ['a stream of 1.5 GB', inflatingPdf(1_500_000_000)],
  ['a path with nine million segments', longPathPdf(9_000_000)],
])('sets a PDF aside that needs too much memory: %s', async (_name, pdf) => {
  const { services, photos } = await openWithPdfProcess({ memoryBytes: 350_000_000 });
  await writeFolder(photos, pdf);
  await importAll(services, [photos]);
  expect(names(services)).toEqual(['z.jpg', 'a.jpg']);
  expect(failures(services)).toEqual([
    'hostile.pdf: This file needed more than 0.3 GB of memory and was stopped.',
  ]);
});

it('says that an import is cancelled when nothing works on it any more', async () => {
  const { services, photos, started } = await openWithPdfProcess({ graceMs: 300 });
  await writeFolder(photos, nestedFormsPdf());
  const { id } = await services.library.importPaths({ paths: [photos], read: true });
  // The page takes the place of the PDF as the last item.
  await expect.poll(() => services.jobs.get(id)).toMatchObject({ total: 3, done: 2 });
  // A process that draws it has more memory than an idle one, which has about 140 MB.
  await expect.poll(() => started[0]?.residentBytes()).toBeGreaterThan(200e6);
  expect(await services.jobs.calls.cancelJob({ job: id })).toMatchObject({ state: 'cancelled' });
  expect(started).toHaveLength(1);
  expect(await started[0]?.residentBytes()).toBeNull();
  expect(names(services)).toEqual(['z.jpg', 'a.jpg']);
  expect(failures(services)).toEqual([]);
});

it('sets such a PDF aside also after the whole app was killed while it worked on it', async () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  await writeFolder(photos, nestedFormsPdf());
  let said = 0;
  let workers: readonly number[] = [];
  const killWhileItDraws = async () => {
    await expect.poll(() => largestOf(childrenOf(child.pid))).toBeGreaterThan(200_000);
    workers = childrenOf(child.pid);
    child.kill('SIGKILL');
  };
  const { child, ended } = startScript('importUntilKilled.ts', [join(folder, 'library'), photos], (line) => {
    if (line !== 'open') said += 1;
    if (said === 2) void killWhileItDraws();
  });
  await ended;
  // Also the one that draws and never looks at its connection.
  await expect.poll(() => workers.filter(isRunning)).toEqual([]);
  const { services } = await openWithPdfProcess({ deadlineMs: 2000, graceMs: 200 }, folder);
  for (const { id } of services.jobs.calls.listJobs()) await services.jobs.finished(id);
  expect(names(services)).toEqual(['z.jpg', 'a.jpg']);
  expect(failures(services)).toEqual(['hostile.pdf: This file took longer than 2 seconds and was stopped.']);
});
