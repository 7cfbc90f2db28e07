import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../../files/isRunning.ts';

/** A folder for the photos of one worker while they are read. */
export interface WorkerFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Creates the folder of this process, and removes those of workers that were killed. */
export async function openWorkerFolder(parent: string): Promise<WorkerFolder> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const pid = /^photos-(\d+)$/u.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(parent, name), { recursive: true });
  }
  const path = join(parent, `photos-${process.pid}`);
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
