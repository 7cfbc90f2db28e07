import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Database } from '../database.ts';
import { findKnownImages, findKnownVersions } from '../datasetGarbage.ts';
import { libraryPaths } from '../open.ts';

/**
 * Moves images and manifests of datasets that are not in the new database to the folder of the damaged one, because the
 * next garbage collection would delete them. Returns how many.
 */
export function setAsideFiles(sound: Database, folder: string, damaged: string): number {
  const from = libraryPaths(folder);
  const to = libraryPaths(damaged);
  const manifests = namesIn(from.versions);
  const versions = findKnownVersions(
    sound,
    manifests.map((name) => parse(name).name),
  );
  let moved = moveOthers(from.versions, to.versions, manifests, (name) => versions.has(parse(name).name));
  for (const part of namesIn(from.objects)) {
    const names = namesIn(join(from.objects, part));
    const images = findKnownImages(sound, names);
    moved += moveOthers(join(from.objects, part), join(to.objects, part), names, (name) => images.has(name));
  }
  return moved;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function moveOthers(
  from: string,
  to: string,
  names: readonly string[],
  isKnown: (name: string) => boolean,
): number {
  const others = names.filter((name) => !isKnown(name));
  if (others.length > 0) mkdirSync(to, { recursive: true });
  for (const name of others) renameSync(join(from, name), join(to, name));
  return others.length;
}
