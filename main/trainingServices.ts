import { join } from 'node:path';
import type { Announce } from '../shared/contract/contract.ts';
import type { PhotoId } from '../shared/contract/photo.ts';
import { InkdexError } from '../shared/result.ts';
import type { DatasetsJourney } from './datasets/service.ts';
import type { Jobs } from './jobs/service.ts';
import { datasetsForTraining } from './datasets/trainingDatasets.ts';
import type { Trainer } from './workers/client.ts';
import type { Models } from './models/service.ts';
import type { ModelShelf } from './models/registry.ts';
import { listDoubtfulPhotos } from './store/corrections.ts';
import type { Database } from './store/database.ts';
import type { HostLock } from './store/hostLock.ts';
import { findPromoted } from './store/modelOrigins.ts';
import type { TrainingModels } from './training/runParts.ts';
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
