import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { withDatabase } from '../../main/store/repair/damage.ts';
import type { Services } from '../../main/services.ts';
import { versionIdSchema, type VersionId } from '../../shared/contract/dataset.ts';
import { unwatched } from '../support/datasetRecords.ts';
import { blankPng } from '../support/images.ts';
import { datasetFiles } from '../support/openDatasets.ts';
import { restart } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';

const images = 40;
/** Each version leaves an image out. */
const imagesOfVersion = images - 1;
/** More rounds than a process reaches: each process has texts of its own. */
const roundsOfProcess = 1000;

/** Imports a folder and freezes it, again and again, and deletes datasets now and then. */
export const freezeScenario: Scenario = {
  name: 'freezes',
  kills: 140,
  open: (folder) => Promise.resolve(freezing(folder)),
};

function freezing(folder: string): Work {
  const library = join(folder, 'library');
  openLibrary(library).close();
  const path = join(folder, 'images');
  mkdirSync(path);
  for (let index = 0; index < images; index += 1) {
    writeFileSync(join(path, `${index}.png`), blankPng(40 + index, 20));
  }
  const verified = new Set<VersionId>();
  /** Versions that were reported, with their datasets, until these are deleted. */
  const stored = new Map<VersionId, number>();
  /** The dataset that may have been deleted since the last report. */
  let maybeDeleted: number | null = null;
  let confirmed = 0;
  let round = 0;

  function forgetDeleted(known: readonly string[] | null): void {
    for (const [version, dataset] of stored) {
      if (dataset === maybeDeleted && known?.includes(version) !== true) stored.delete(version);
    }
    maybeDeleted = null;
  }

  return {
    library,
    lines: 8,
    next() {
      round = Math.ceil((round + 1) / roundsOfProcess) * roundsOfProcess;
      return Promise.resolve(['freezeUntilKilled.ts', library, path, String(round)]);
    },
    heard(line) {
      if (line === 'open') return;
      forgetDeleted(null);
      stored.set(versionIdSchema.parse(line), round % 3);
      if (round % 5 === 4) maybeDeleted = round % 3;
      round += 1;
      confirmed += 1;
    },
    check: () =>
      restart(library, (services) => {
        // The rows of a deleted dataset's versions stay until the next garbage collection.
        const known = hashesIn(library, 'version WHERE id IN (SELECT version FROM version_record)');
        forgetDeleted(known);
        const lost = [...stored.keys()].filter((version) => !known.includes(version));
        return brokenVersions(services, { library, lost, verified });
      }),
    confirmed: () => confirmed,
  };
}

interface Frozen {
  readonly library: string;
  readonly lost: readonly VersionId[];
  /** Versions that were found to be sound; they are not verified again. */
  readonly verified: Set<VersionId>;
}

async function brokenVersions(
  { datasets }: Services,
  { library, lost, verified }: Frozen,
): Promise<string[]> {
  const problems = lost.map((version) => `version ${version} is lost`);
  for (const version of hashesIn(library, 'version').filter((each) => !verified.has(each))) {
    const found = await datasets.verifyNow(version, unwatched);
    if (found.objects !== imagesOfVersion || found.bad.length > 0) {
      problems.push(`version ${version} has ${found.objects} images, of them ${found.bad.length} bad`);
    }
    verified.add(version);
  }
  // The next work that creates something first collects garbage.
  const [dataset] = datasets.calls.listDatasets();
  if (dataset === undefined) return problems;
  await datasets.freezeNow({ dataset: dataset.id, author: 'me', note: '', tags: [] }, unwatched);
  await datasets.settled();
  const files = datasetFiles(library);
  const wanted = {
    objects: hashesIn(library, 'image'),
    versions: hashesIn(library, 'version').map((version) => `${version}.jsonl`),
  };
  if (JSON.stringify(files) !== JSON.stringify(wanted)) {
    problems.push(
      `${files.objects.length} images and ${files.versions.length} manifests lie in the library instead of ` +
        `${wanted.objects.length} and ${wanted.versions.length}`,
    );
  }
  return problems;
}

type Rows = 'image' | 'version' | 'version WHERE id IN (SELECT version FROM version_record)';

function hashesIn(library: string, rows: Rows): VersionId[] {
  const hashes = withDatabase(libraryPaths(library).database, { readonly: true }, (db) =>
    db.prepare(`SELECT sha256 FROM ${rows} ORDER BY sha256`).pluck().all(),
  );
  return z.array(versionIdSchema).parse(hashes);
}
