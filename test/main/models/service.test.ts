import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorker } from '../../../main/workers/client.ts';
import { withMetadata } from '../../../main/ml/onnx/editModel.ts';
import { createJobs } from '../../../main/jobs/service.ts';
import { createModels, type Models } from '../../../main/models/service.ts';
import { createModelRegistry } from '../../../main/models/registry.ts';
import { createHostLock } from '../../../main/store/library/hostLock.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { listPromotions } from '../../../main/store/jobs/modelOrigins.ts';
import { inkRowsModel } from '../../support/inkRows.ts';
import { insertJob } from '../../../main/store/jobs/jobs.ts';
import { insertRun } from '../../../main/store/jobs/runs.ts';
import type { EventName } from '../../../shared/contract/contract.ts';
import {
  modelIdSchema,
  type DetectorMetadata,
  type RecogniserMetadata,
} from '../../../shared/contract/model.ts';
import type { RunId } from '../../../shared/contract/run.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { workersWith, writeModel, writeModels } from '../../support/worker.ts';
import { temporaryLibrary } from '../../support/library.ts';
import {
  tinyDetector,
  tinyDetectorMetadata,
  tinyRecogniser,
  tinyRecogniserMetadata,
} from '../../support/tinyModels.ts';

const starter = modelIdSchema.parse('starter-recogniser');
const mine = modelIdSchema.parse('mine');

interface Host {
  readonly models: Models & Models['calls'];
  readonly db: WritableDatabase;
  readonly folder: string;
  /** The library's own models. */
  readonly own: string;
  readonly events: EventName[];
}

/** The models of the app and of a library, over the real reader. */
function host(): Host {
  const { db, folder } = temporaryLibrary();
  const [shipped, own] = [join(folder, 'shipped'), join(folder, 'models')];
  for (const each of [shipped, own]) mkdirSync(each, { recursive: true });
  writeModels(shipped);
  const noHandlers = () => ({});
  const spawn = workersWith(noHandlers, noHandlers);
  const engines = {
    reader: startWorker({ kind: 'reader', spawn }),
    trainer: startWorker({ kind: 'trainer', spawn }),
  };
  const lock = createHostLock(join(folder, 'host.lock'));
  lock.claim();
  onTestFinished(async () => {
    lock.release();
    await Promise.all([engines.reader.close(), engines.trainer.close()]);
  });
  const events: EventName[] = [];
  const registry = createModelRegistry(db, [shipped, own], async (path) => {
    return (await engines.reader.call('inspectModel', { path })).metadata;
  });
  const announce = (name: EventName) => {
    events.push(name);
  };
  const models = createModels({
    db,
    lock,
    registry,
    folder: own,
    ...engines,
    announce,
    jobs: createJobs({ db, lock, announce }),
    stopReadingAgain: () => Promise.resolve(),
    readingEngine: {
      chosen: () => null,
      choose: () => undefined,
      speed: () => readingSpeed,
      measure: () => Promise.resolve(readingSpeed),
      mayHaveGpu: () => false,
    },
  });
  return {
    models: { ...models, ...models.calls },
    db,
    folder,
    own,
    events,
  };
}

const readingSpeed = { engine: 'cpu', device: null, cpu: 30, webgpu: null, problem: 'No GPU.' } as const;

function changedRecogniser(changes: Partial<RecogniserMetadata>): (path: string) => void {
  return (path) => {
    writeFileSync(path, withMetadata(tinyRecogniser(), { ...tinyRecogniserMetadata, ...changes }));
  };
}

function changedDetector(changes: Partial<DetectorMetadata>): (path: string) => void {
  return (path) => {
    writeFileSync(path, withMetadata(tinyDetector(), { ...tinyDetectorMetadata, ...changes }));
  };
}

function fileWith(folder: string, name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function addRun(db: WritableDatabase): RunId {
  const createdAt = '2026-11-20T12:00:00.000Z';
  const about = { kind: 'training', title: 'Learn', request: {}, follows: null, createdAt } as const;
  return insertRun(db, {
    job: insertJob(db, about),
    kind: 'train',
    dataset: null,
    base: { model: starter, sha256: 'a'.repeat(64) },
    preset: 'quick',
    settings: trainingSettings('quick'),
    reads: 'word',
    experiment: null,
    code: '0.1.0 (test)',
    wanted: null,
    machine: 'a test',
  });
}

/** Adds `mine` and `other`, which came of a run. */
async function addModels(models: Models, folder: string, run: RunId | null): Promise<void> {
  for (const [name, wide] of [
    ['mine', 64],
    ['other', 96],
  ] as const) {
    const path = join(folder, `${name}.onnx`);
    writeModel(path, { ...tinyRecogniserMetadata, widths: [wide] });
    await models.addModel(path, name, {
      run,
      base: null,
      baseSha256: null,
      dataset: null,
      addedAt: '2026-11-20T12:00:00.000Z',
    });
  }
}

describe('a model from a file', () => {
  it('is taken in once, under its name, and is not used until somebody says so', async () => {
    const { models, folder, own, events } = host();
    const path = fileWith(folder, 'Mine.onnx', tinyRecogniser());
    expect(await models.importModel({ path })).toMatchObject({ id: 'mine', problem: null, promoted: false });
    expect(existsSync(join(own, 'mine.onnx'))).toBe(true);
    expect(events).toEqual(['modelsChanged']);
    const again = fileWith(folder, 'another name.onnx', tinyRecogniser());
    expect(await models.importModel({ path: again })).toMatchObject({ id: 'mine' });
    expect(await models.listModels()).toHaveLength(3);
  });

  it('gets a number behind a name that is taken', async () => {
    const { models, folder } = host();
    const path = fileWith(folder, 'starter-detector.onnx', tinyDetector());
    expect(await models.importModel({ path })).toMatchObject({ id: 'starter-detector-2' });
  });

  it.each([
    [
      'is cut short',
      (path: string) => {
        writeFileSync(path, tinyRecogniser().subarray(0, 300));
      },
    ],
    [
      'is no model',
      (path: string) => {
        writeFileSync(path, 'a letter to a friend');
      },
    ],
    [
      'is of a later version',
      (path: string) => {
        writeModel(path, { ...tinyRecogniserMetadata, format: 2 });
      },
    ],
    [
      'says the right things and holds no such network',
      (path: string) => {
        writeModel(path, tinyRecogniserMetadata);
      },
    ],
    ['has fewer letters than its network', changedRecogniser({ characters: 'a' })],
    ['has more letters than its network', changedRecogniser({ characters: 'abc' })],
    ['has a letter twice', changedRecogniser({ characters: 'aa' })],
    ['takes words of a thousand million columns', changedRecogniser({ widths: [1e9] })],
    ['takes words of a hundred thousand rows', changedRecogniser({ height: 100_000 })],
    ['takes rows that its network does not', changedRecogniser({ height: 32 })],
    [
      'says that it is a detector and holds no network',
      (path: string) => {
        writeModel(path, tinyDetectorMetadata);
      },
    ],
    ['is a detector without thresholds', changedDetector({ thresholds: {} })],
    ['is a detector that pads to a hundred thousand pixels', changedDetector({ multiple: 100_000 })],
    ['is a detector of other cells than its network', changedDetector({ stride: 8 })],
  ])('is refused when it %s, and nothing of it stays', async (_what, write) => {
    const { models, folder } = host();
    const path = join(folder, 'wrong.onnx');
    write(path);
    await expect(models.importModel({ path })).rejects.toMatchObject({ code: 'model-damaged' });
    expect(await models.listModels()).toHaveLength(2);
  });

  it('is refused when there is none', async () => {
    const { models, folder } = host();
    await expect(models.importModel({ path: join(folder, 'gone.onnx') })).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });
});

describe('the model in use', () => {
  it('gives way to another one and comes back, also when the one between was removed', async () => {
    const { models, folder } = host();
    await addModels(models, folder, null);
    await models.promoteModel({ model: mine });
    await models.promoteModel({ model: modelIdSchema.parse('other') });
    await models.removeModel({ model: mine });
    expect(await models.rollBackModel({ kind: 'recogniser' })).toMatchObject({ id: starter, promoted: true });
    await expect(models.rollBackModel({ kind: 'recogniser' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is never one whose file has been damaged since it was in use', async () => {
    const { models, folder, own } = host();
    await addModels(models, folder, null);
    await models.promoteModel({ model: mine });
    await models.promoteModel({ model: modelIdSchema.parse('other') });
    fileWith(own, 'mine.onnx', 'no model');
    expect(await models.rollBackModel({ kind: 'recogniser' })).toMatchObject({ id: starter, promoted: true });
  });

  it('may be a line finder in the place of the detector, which comes back', async () => {
    const { models, folder, db } = host();
    const path = fileWith(folder, 'rows.onnx', inkRowsModel());
    const rows = await models.importModel({ path });
    expect(rows).toMatchObject({ id: 'rows', kind: 'lines', reads: 'page', promoted: false });
    expect(await models.promoteModel({ model: rows.id })).toMatchObject({ promoted: true });
    const inUse = (await models.listModels()).filter(({ promoted }) => promoted);
    expect(inUse.map(({ id }) => id)).toEqual(['rows', starter]);
    expect(listPromotions(db)).toMatchObject([
      { kind: 'detector', model: 'rows', previous: 'starter-detector' },
    ]);
    await expect(models.removeModel({ model: rows.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await models.rollBackModel({ kind: 'lines' })).toMatchObject({
      id: 'starter-detector',
      promoted: true,
    });
    await models.removeModel({ model: rows.id });
  });

  it('is never one that cannot be read with', async () => {
    const { models, own } = host();
    fileWith(own, 'mine.onnx', 'no model');
    await expect(models.promoteModel({ model: mine })).rejects.toMatchObject({ code: 'model-damaged' });
    expect((await models.getModel({ model: starter })).model.promoted).toBe(true);
  });

  it('never reads photos with a recogniser of characters', async () => {
    const { models, own } = host();
    const network = { name: 'characters' as const, options: {} };
    fileWith(own, 'mine.onnx', withMetadata(tinyRecogniser(), { ...tinyRecogniserMetadata, network }));
    await expect(models.promoteModel({ model: mine })).rejects.toThrow(/mine reads single characters/u);
  });

  it('cannot be removed, nor one that came with the app', async () => {
    const { models, own } = host();
    fileWith(own, 'mine.onnx', tinyRecogniser());
    await models.promoteModel({ model: mine });
    await expect(models.removeModel({ model: mine })).rejects.toThrow('mine is in use');
    await expect(models.removeModel({ model: starter })).rejects.toThrow('comes with Inkdex');
  });
});

describe('what a run brings', () => {
  it('is known as its own also where there was no room to say so at first', async () => {
    const { models, folder, db } = host();
    const run = addRun(db);
    db.exec(
      "CREATE TEMP TRIGGER no_room BEFORE INSERT ON model_origin BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    await expect(addModels(models, folder, run)).rejects.toThrow('no room');
    db.exec('DROP TRIGGER no_room');
    await addModels(models, folder, run);
    expect((await models.getModel({ model: mine })).run).toBe(run);
  });
});

describe('what a cancelled run brought', () => {
  it('goes, but for what was put to use meanwhile and what came from elsewhere', async () => {
    const { models, folder, own, db } = host();
    const [run, other] = [addRun(db), addRun(db)];
    await addModels(models, folder, run);
    await models.importModel({ path: fileWith(folder, 'from a friend.onnx', tinyRecogniser()) });
    await models.promoteModel({ model: mine });
    await models.discardModelsOf(other);
    expect(readdirSync(own).sort()).toEqual(['from-a-friend.onnx', 'mine.onnx', 'other.onnx']);
    await models.discardModelsOf(run);
    expect(readdirSync(own).sort()).toEqual(['from-a-friend.onnx', 'mine.onnx']);
  });
});

describe('a model that is taken out', () => {
  it('goes into a folder under its name, and never over what is there', async () => {
    const { models, folder, own } = host();
    fileWith(own, 'mine.onnx', tinyRecogniser());
    const asked = { model: mine, path: folder, format: 'onnx' } as const;
    const { path } = await models.exportModel(asked);
    expect(path).toBe(join(folder, 'mine.onnx'));
    expect(readFileSync(path)).toEqual(Buffer.from(tinyRecogniser()));
    await expect(models.exportModel(asked)).rejects.toMatchObject({ code: 'conflict' });
  });
});
