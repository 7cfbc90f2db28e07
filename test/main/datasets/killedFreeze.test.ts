import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { versionIdSchema, type VersionId } from '../../../shared/contract/dataset.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { unwatched } from '../../support/datasetRecords.ts';
import { datasetFiles, imageFolder, openDatasets } from '../../support/openDatasets.ts';
import { temporaryFolder } from '../../support/library.ts';
import { startScript } from '../../support/wholeLines.ts';

const kills = 16;
/** A process mostly waits while it starts, so two start while one is checked. */
const libraries = 2;

interface Host {
  readonly library: string;
  readonly images: string;
  readonly start: number;
  /** Versions after which the process is killed, and the delay in milliseconds. */
  readonly after: number;
  readonly ms: number;
}

/** Imports and freezes in a separate process, kills it, and returns the versions that it reported. */
async function freezeAndKill({ library, images, start, after, ms }: Host): Promise<VersionId[]> {
  const args = [library, images, String(start)];
  const told: VersionId[] = [];
  const { child, ended } = startScript('freezeUntilKilled.ts', args, (line) => {
    if (line !== 'open') told.push(versionIdSchema.parse(line));
    if (told.length === after) void setTimeout(ms).then(() => child.kill('SIGKILL'));
  });
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return told;
}

function hashesIn(db: WritableDatabase, table: 'image' | 'version'): string[] {
  const rows: unknown = db.prepare(`SELECT sha256 FROM ${table} ORDER BY sha256`).all();
  return z
    .array(z.object({ sha256: z.string() }))
    .parse(rows)
    .map(({ sha256 }) => sha256);
}

/** Kills one library's process repeatedly; returns the number of versions found, all of them intact. */
async function killAgainAndAgain(random: Random, times: number): Promise<number> {
  const library = join(temporaryFolder(), 'library');
  const images = imageFolder(Array.from({ length: 40 }, (_, index) => `${index}.png`));
  const verified = new Set<string>();
  for (let kill = 0; kill < times; kill += 1) {
    const moment = { after: random.integer(0, 2), ms: random.between(0, 60) };
    const told = await freezeAndKill({ library, images, start: kill * 1000, ...moment });

    const { db, datasets, close } = openDatasets([], { folder: library });
    const known = hashesIn(db, 'version');
    // Reported versions exist, unless their dataset was deleted right after.
    expect(told.filter((version) => known.includes(version)).length).toBeGreaterThanOrEqual(told.length - 1);
    for (const version of known.filter((each) => !verified.has(each))) {
      const found = await datasets.verifyNow(versionIdSchema.parse(version), unwatched);
      expect(found).toEqual({ version, objects: 39, bad: [] });
      verified.add(version);
    }

    // The next work that creates something first collects garbage.
    const [dataset] = datasets.calls.listDatasets();
    if (dataset !== undefined) {
      await datasets.freezeNow({ dataset: dataset.id, author: 'me', note: '', tags: [] }, unwatched);
      await datasets.settled();
      expect(datasetFiles(library)).toEqual({
        objects: hashesIn(db, 'image'),
        versions: hashesIn(db, 'version').map((version) => `${version}.jsonl`),
      });
      const drafts = db.prepare('SELECT count(*) AS drafts FROM sample_set WHERE samples IS NULL').get();
      expect(drafts).toEqual({ drafts: 0 });
    }
    await close();
  }
  return verified.size;
}

it('a freeze killed at any moment leaves only intact versions, and only garbage that is collected', async () => {
  const found = await Promise.all(
    Array.from({ length: libraries }, (_, index) =>
      killAgainAndAgain(createRandom(index), kills / libraries),
    ),
  );
  expect(Math.min(...found)).toBeGreaterThan(3);
});
