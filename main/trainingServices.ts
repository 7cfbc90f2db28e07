import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Announce } from '../shared/contract/contract.ts';
import type { DatasetOrigin, LibraryQuery } from '../shared/contract/datasetContents.ts';
import type { PhotoId } from '../shared/contract/photo.ts';
import { InkdexError } from '../shared/result.ts';
import { counted, formatCount } from '../shared/text.ts';
import type { DatasetsJourney } from './datasets/service.ts';
import type { Jobs } from './jobs/service.ts';
import type { Trainer } from './workers/client.ts';
import type { Models } from './models/service.ts';
import type { ModelShelf } from './models/registry.ts';
import { beside } from './training/beside.ts';
import { listDoubtfulPhotos, listPhotosBeside } from './store/corrections.ts';
import type { Database } from './store/database.ts';
import { findDatasetByName, findDatasetState } from './store/datasets.ts';
import type { HostLock } from './store/hostLock.ts';
import { findPromoted } from './store/modelOrigins.ts';
import type { TrainingDatasets, TrainingModels } from './training/runParts.ts';
import { createTraining, type TrainingJourney } from './training/service.ts';

/** The parts that the composition root passes to training. */
export interface ComposeTrainingParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly jobs: Jobs;
  readonly trainer: Trainer;
  readonly shelf: ModelShelf;
  readonly models: Models;
  readonly datasets: DatasetsJourney;
  /** Folder of the library. */
  readonly folder: string;
  readonly resources: string;
  readonly code: string;
  /** Queues a job that reads photos. */
  readonly readPhotos: (photos: readonly PhotoId[]) => void;
}

/** Words that are at least this uncertain are read again by a model that has learned the handwriting. */
const leastDoubt = 0.2;
const mostPhotos = 2000;

/** Gives training what it needs from the other services. */
export function composeTraining(parts: ComposeTrainingParts): TrainingJourney {
  const { db, lock, announce, jobs, trainer, folder, resources, code } = parts;
  return createTraining({
    db,
    lock,
    announce,
    jobs,
    trainer,
    models: modelsForTraining(parts),
    datasets: datasetsForTraining(parts),
    runsFolder: join(folder, 'runs'),
    evaluationsFolder: join(folder, 'evaluations'),
    rehearsal: join(resources, 'rehearsal', 'words.bin'),
    code,
    readDoubtfulAgain() {
      const photos = listDoubtfulPhotos(db, leastDoubt, mostPhotos);
      if (photos.length > 0) parts.readPhotos(photos);
    },
  });
}

function modelsForTraining({ db, shelf, models }: ComposeTrainingParts): TrainingModels {
  return {
    async findBase(id) {
      const model = await shelf.find(id ?? findPromoted(db, 'recogniser'));
      if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
      if (model.kind === 'recogniser') return model;
      throw new InkdexError(
        'bad-arguments',
        `${model.id} is a ${model.kind}, but a recogniser is required. Choose a recogniser.`,
      );
    },
    addModel: (path, wanted, origin) => models.addModel(path, wanted, origin),
    discardModelsOf: (run) => models.discardModelsOf(run),
    promoteModel: (args) => models.promoteModel(args),
    chosenEngine: () => models.chosenEngine(),
  };
}

/**
 * Training creates some datasets itself and replaces them each time; their versions stay. It never replaces a dataset of
 * the same name that a user created or edited. It then adds the next free number to the name.
 */
export function datasetsForTraining({
  db,
  datasets,
}: Pick<ComposeTrainingParts, 'db' | 'datasets'>): TrainingDatasets {
  const fresh = { mode: null, splitRule: null, licence: null } as const;
  const noProgress = (): void => undefined;

  function ownName(name: string, isOwn: (origin: DatasetOrigin) => boolean): string {
    for (let number = 1; ; number += 1) {
      const numbered = number === 1 ? name : `${name} ${number}`;
      const there = findDatasetByName(db, numbered);
      if (there === undefined) return numbered;
      if (isOwn(there.origin) && findDatasetState(db, there.id)?.isEdited === false) return numbered;
    }
  }

  async function freeze(name: string, note: string, signal: AbortSignal) {
    const { id: dataset } = datasets.datasetNamed(name);
    const ask = { dataset, author: null, note, tags: [] };
    return (await datasets.freezeNow(ask, { signal, onProgress: noProgress })).version;
  }

  return {
    manifestOf: (version) => datasets.filesOf(datasets.versionNamed(version)).manifest,
    objectsOf: (version) => datasets.filesOf(version).objects,
    findVersion: (name) => datasets.versionNamed(name),
    async freezeCorrections(photos, signal) {
      const asked = {
        level: 'word' as const,
        folder: null,
        status: null,
        progress: null,
        search: null,
        language: null,
        confirmedOnly: false,
        leastConfidence: beside.leastConfidence,
        writer: null,
      } satisfies Omit<LibraryQuery, 'photos'>;
      const query = { ...asked, photos: [...photos, ...listPhotosBeside(db, photos, beside.photos)] };
      const name = ownName(
        'Corrections',
        (origin) =>
          origin.kind === 'library' &&
          isDeepStrictEqual({ ...origin.query, photos: [] }, { ...asked, photos: [] }),
      );
      await datasets.createNow({ name, dataset: null, query, ...fresh }, { signal, onProgress: noProgress });
      return await freeze(name, 'Frozen for training', signal);
    },
    async importIam({ path, recipe }, signal) {
      const name = ownName(
        `IAM ${recipe}`,
        (origin) => origin.kind === 'import' && origin.format === 'iam' && origin.recipe === recipe,
      );
      const ask = { name, format: 'iam', path, recipe, columns: null, keepGood: true, ...fresh };
      const { samples, skipped } = await datasets.importNow(ask, { signal, onProgress: noProgress });
      const version = await freeze(name, `Imported from ${path}`, signal);
      const reasons = Object.entries(skipped).map(
        ([reason, count]) => `${formatCount(count)} skipped: ${reason}`,
      );
      return { version, notices: [`Imported ${counted(samples, 'sample')}.`, ...reasons] };
    },
    discardSent: (path) => datasets.discardSent(path),
  };
}
