import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openServices, type Services } from '../../main/services.ts';
import { findDamage } from '../../main/store/repair/repairLibrary.ts';
import type { Photo } from '../../shared/contract/photo.ts';

/**
 * Opens a library as the app does after a kill, waits until its interrupted jobs have ended, and closes it again.
 *
 * @param look gives what else is wrong with the library
 * @returns damage, jobs that failed, files that were set aside, and what `look` found
 */
export async function restart(
  library: string,
  look: (services: Services) => readonly string[] | Promise<readonly string[]>,
): Promise<string[]> {
  const damage = findDamage(library, true);
  const problems = damage === null ? [] : [`the database is damaged: ${damage}`];
  const services = await openServices({ library, announce: () => undefined });
  try {
    services.start();
    for (const { id } of services.jobs.calls.listJobs()) await services.jobs.finished(id);
    for (const { kind, state, error } of services.jobs.calls.listJobs()) {
      if (state !== 'done') problems.push(`a job of the kind ${kind} is ${state}: ${error?.message ?? ''}`);
    }
    for (const { path, error } of services.library.calls.listFailures()) {
      problems.push(`${path} was set aside: ${error.message}`);
    }
    problems.push(...(await look(services)));
  } finally {
    await services.close();
  }
  return problems;
}

const run = promisify(execFile);
const commandLine = join(import.meta.dirname, '../../main/cli.ts');

/** Runs `inkdex doctor`. @returns what it finds to be wrong */
export async function examine(library: string): Promise<string[]> {
  try {
    await run(process.execPath, [commandLine, 'doctor', '--library', library]);
    return [];
  } catch (thrown) {
    const found = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : String(thrown);
    return [`inkdex doctor: ${found}`];
  }
}

/** All photos of a library. */
export function photosOf({ library }: Services): Photo[] {
  const ids = library.calls.listPhotoIds({ status: null });
  const photos: Photo[] = [];
  for (let offset = 0; offset < ids.length; offset += 500) {
    photos.push(...library.calls.listPhotos({ offset, limit: 500, status: null }).photos);
  }
  return photos;
}
