import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { exportLibrary } from '../../main/store/export/exportLibrary.ts';
import { importLibrary } from '../../main/store/export/importLibrary.ts';
import { openServices, type Services } from '../../main/services.ts';
import { backUp } from '../../main/store/library/backups.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { findDamage, repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { listPhotoIds } from '../../main/store/photos/photos.ts';
import { listWords } from '../../main/store/words/words.ts';
import { unwatched } from './datasetRecords.ts';
import { overwritePage, pageBytes } from './damage.ts';
import { withFault, withSizeLimit } from './fileFaults.ts';
import { labelsOf, typeOver } from './labels.ts';
import { addPhoto, pageOf } from './library.ts';
import { freeLock } from './lock.ts';
import { readerWith, writeModels } from './worker.ts';

/** Work on a library that is repeated with a failure at each of its operations. */
export interface FaultCase {
  readonly name: string;
  /** Makes what the work needs beside a small library. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** Throws, or gives what a person would believe to be stored. */
  readonly work: (folder: string) => Promise<void>;
  /** After a failed or successful `work` and without faults: what is wrong; empty if nothing is. */
  readonly check: (folder: string, isDone: boolean) => Promise<readonly string[]>;
}

const noStop = { signal: new AbortController().signal, onProgress: () => undefined };
const libraryIn = (folder: string): string => join(folder, 'library');

async function openIn(folder: string): Promise<Services> {
  const spawn = readerWith(() => ({ read: () => Promise.resolve(pageOf('tree')) }));
  const services = await openServices({ library: libraryIn(folder), announce: () => undefined, spawn });
  services.start();
  return services;
}

async function closing<Value>(services: Services, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } finally {
    await services.close();
  }
}

/** A library with a photo of three words, "one" of them typed by a person. */
function smallLibrary(folder: string): void {
  const db = openLibrary(libraryIn(folder));
  addPhoto(db, 'a.jpg', pageOf('ono two three'));
  type(db, 0, 'one');
  db.close();
  mkdirSync(libraryPaths(libraryIn(folder)).models, { recursive: true });
  writeModels(libraryPaths(libraryIn(folder)).models);
}

function type(db: ReturnType<typeof openLibrary>, column: number, text: string): void {
  const [photo] = listPhotoIds(db);
  if (photo === undefined) throw new Error('The library has no photo.');
  const word = listWords(db, photo).find(({ box }) => box[0] === column * 100);
  if (word === undefined) throw new Error(`There is no word in column ${column}.`);
  typeOver(labelsOf(db), photo, text, word);
}

/** The words of the library, and what is wrong with its database. */
function stateOf(folder: string): { readonly texts: string; readonly problems: string[] } {
  const library = libraryIn(folder);
  const db = openLibrary(library);
  const texts = listPhotoIds(db)
    .sort((a, b) => a - b)
    .flatMap((photo) => listWords(db, photo).map(({ text }) => text))
    .join(' ');
  db.close();
  const damage = findDamage(library, true);
  return { texts, problems: damage === null ? [] : [damage] };
}

function oneOf(found: string, isDone: boolean, before: string, after: string): string[] {
  if (found === after || (found === before && !isDone)) return [];
  return [`found "${found}" instead of "${isDone ? after : `${before}" or "${after}`}"`];
}

const editCase: FaultCase = {
  name: 'edit',
  async work(folder) {
    const db = openLibrary(libraryIn(folder));
    try {
      type(db, 1, 'zwei');
    } finally {
      db.close();
    }
    await Promise.resolve();
  },
  check(folder, isDone) {
    const { texts, problems } = stateOf(folder);
    return Promise.resolve([...problems, ...oneOf(texts, isDone, 'one two three', 'one zwei three')]);
  },
};

const importCase: FaultCase = {
  name: 'import',
  async prepare(folder) {
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: 'tan' } });
    writeFileSync(join(folder, 'photo.jpg'), await picture.jpeg().toBuffer());
  },
  async work(folder) {
    const services = await openIn(folder);
    await closing(services, async () => {
      const { id } = await services.library.importPaths({ paths: [join(folder, 'photo.jpg')], read: true });
      const { state, error } = await services.jobs.finished(id);
      const [failed] = services.library.calls.listFailures();
      const failure = error ?? failed?.error;
      if (failure !== undefined) throw new InkdexError(failure.code, failure.message);
      if (state !== 'done') throw new InkdexError('cancelled', `It is ${state}.`);
    });
  },
  async check(folder) {
    const services = await openIn(folder);
    const failed = await closing(services, async () => {
      // What a person does after a failure: the job goes on, or the file is added again.
      for (const job of services.jobs.calls.listJobs()) {
        if (job.state === 'paused' || job.state === 'failed') services.jobs.calls.resumeJob({ job: job.id });
        if (job.state !== 'done') await services.jobs.finished(job.id);
      }
      const { id } = await services.library.importPaths({ paths: [join(folder, 'photo.jpg')], read: true });
      await services.jobs.finished(id);
      return services.library.calls.listFailures().length;
    });
    const { texts, problems } = stateOf(folder);
    const rest = failed === 0 ? [] : ['the file still counts as failed'];
    return [...problems, ...rest, ...oneOf(texts, true, '', 'one two three tree')];
  },
};

const freezeCase: FaultCase = {
  name: 'freeze',
  async prepare(folder) {
    const pictures = join(folder, 'words');
    mkdirSync(pictures);
    const picture = sharp({ create: { width: 40, height: 20, channels: 3, background: 'tan' } });
    writeFileSync(join(pictures, 'a.png'), await picture.png().toBuffer());
    writeFileSync(join(pictures, 'labels.csv'), 'file,text\na.png,alpha\n');
  },
  async work(folder) {
    const services = await openIn(folder);
    await closing(services, async () => {
      await freeze(services, folder);
    });
  },
  async check(folder, isDone) {
    const services = await openIn(folder);
    return await closing(services, async () => {
      const [dataset] = services.datasets.calls.listDatasets();
      const known =
        dataset === undefined ? [] : services.datasets.calls.listVersions({ dataset: dataset.id });
      const lost = isDone && known.length === 0 ? ['the version is lost'] : [];
      const version = await freeze(services, folder);
      const { bad } = await services.datasets.verifyNow(version, unwatched);
      const { versions } = libraryPaths(libraryIn(folder));
      const others = readdirSync(versions).filter((name) => name !== `${version}.jsonl`);
      return [...lost, ...bad.map(({ problem }) => problem), ...others];
    });
  },
};

async function freeze({ datasets }: Services, folder: string) {
  const path = join(folder, 'words', 'labels.csv');
  const ask = {
    name: 'words',
    format: 'csv',
    path,
    recipe: null,
    columns: null,
    mode: null,
    keepGood: false,
  };
  const { dataset } = await datasets.importNow({ ...ask, splitRule: null, licence: null }, unwatched);
  const { version } = await datasets.freezeNow({ dataset, author: 'me', note: '', tags: [] }, unwatched);
  return version;
}

const repairCase: FaultCase = {
  name: 'repair',
  async prepare(folder) {
    const library = libraryIn(folder);
    const never = new AbortController().signal;
    await backUp({ ...libraryPaths(library), lock: freeLock }, new Date(), never);
    const db = openLibrary(library);
    type(db, 1, 'zwei');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    overwritePage(libraryPaths(library).database, 1);
  },
  async work(folder) {
    if (repairLibrary(libraryIn(folder)) === null) throw new Error('Nothing was repaired.');
    await Promise.resolve();
  },
  check(folder) {
    repairLibrary(libraryIn(folder));
    const { texts, problems } = stateOf(folder);
    return Promise.resolve([...problems, ...oneOf(texts, true, '', 'one zwei three')]);
  },
};

const transferCase: FaultCase = {
  name: 'export and import of a library',
  async work(folder) {
    const library = libraryIn(folder);
    const { database } = libraryPaths(library);
    const target = join(folder, 'export');
    await exportLibrary({ folder: library, database, target, photos: true }, noStop);
    await importLibrary(target, join(folder, 'copy', 'library'), noStop);
  },
  async check(folder, isDone) {
    const { texts, problems } = stateOf(folder);
    const copy = join(folder, 'copy');
    if (!existsSync(join(folder, 'export'))) {
      const rest = readdirSync(folder).filter((name) => name.includes('partial'));
      return [...problems, ...rest, ...oneOf(texts, true, '', 'one two three')];
    }
    if (!isDone && importedTexts(copy) === '')
      await importLibrary(join(folder, 'export'), libraryIn(copy), noStop);
    return [
      ...problems,
      ...oneOf(texts, true, '', 'one two three'),
      ...oneOf(importedTexts(copy), true, '', 'one two three'),
    ];
  },
};

function importedTexts(copy: string): string {
  return existsSync(libraryPaths(libraryIn(copy)).database) ? stateOf(copy).texts : '';
}

export const faultCases = [editCase, importCase, freezeCase, repairCase, transferCase];

/** What happened after one failure. */
export interface FaultFinding {
  readonly where: string;
  readonly problem: string;
}

export interface Sweep {
  readonly operations: number;
  readonly faults: number;
  readonly findings: readonly FaultFinding[];
}

/**
 * Repeats a case with a failure of each chosen operation, with an error of the disk, with a full disk, and with a limit on
 * the size of files.
 *
 * @param most number of failures of each kind, spread over all operations
 */
export async function sweep(faulty: FaultCase, most: number): Promise<Sweep> {
  const root = mkdtempSync(join(tmpdir(), 'inkdex-faults-'));
  const template = join(root, 'template');
  const folder = join(root, 'work');
  mkdirSync(template);
  const findings: FaultFinding[] = [];
  let faults = 0;
  const attempt = async (
    where: string,
    run: (work: () => Promise<void>) => Promise<unknown>,
  ): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(template, folder, { recursive: true });
    let isDone = false;
    let said: unknown = null;
    await run(async () => {
      try {
        await faulty.work(folder);
        isDone = true;
      } catch (thrown) {
        said = thrown;
      }
    });
    faults += 1;
    if (said !== null && failureOf(said).code === 'internal') {
      findings.push({ where, problem: `no clear error: ${failureOf(said).message}` });
    }
    const wrong = await faulty.check(folder, isDone).catch((thrown: unknown) => [String(thrown)]);
    findings.push(...wrong.map((problem) => ({ where, problem })));
  };
  try {
    smallLibrary(template);
    await faulty.prepare?.(template);
    let operations = 0;
    await attempt('without a failure', async (work) => {
      operations = await withFault({ folder: root, at: Infinity, code: 'EIO' }, work);
    });
    for (const code of ['EIO', 'ENOSPC'] as const) {
      for (const at of spread(operations, most)) {
        await attempt(`${code} at ${at}`, (work) => withFault({ folder: root, at, code }, work));
      }
    }
    for (const pages of spread(sizes, most)) {
      await attempt(`files of ${pages} pages`, (work) => withSizeLimit(pages * pageBytes, work));
    }
    return { operations, faults, findings };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Limits on the size of files in pages: the databases of these libraries have about as many. */
const sizes = 120;

/** So many numbers from 1 to `last`, evenly spread. */
function spread(last: number, most: number): number[] {
  const count = Math.min(last, most);
  return Array.from({ length: count }, (_, index) => 1 + Math.floor(((index + 0.5) * last) / count));
}
