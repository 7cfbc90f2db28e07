import type { Serves } from '../../shared/contract/contract.ts';
import type { readingCalls } from '../../shared/contract/library.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Jobs } from '../jobs/service.ts';
import {
  countPhotosReadByOthers,
  listPhotosReadByOthers,
  listMisreadPhotos,
  type ReadBy,
} from '../store/words/corrections.ts';
import { requireJobRequest } from '../store/jobs/jobs.ts';
import type { WritableDatabase } from '../store/database.ts';
import { readRequestSchema, type ReadRequest } from './readSteps.ts';

interface ReadAgainParts {
  readonly db: WritableDatabase;
  readonly jobs: Jobs;
  readonly models: {
    /** SHA-256 of the files of the models in use. */
    modelsInUse(): Promise<ReadBy>;
  };
}

/** Photos with words below this confidence are read again by a model that has learned the handwriting. */
const sure = 0.85;
const mostReadAgain = 2000;

/** Reads photos again that another model may read better. */
export function createReadAgain({ db, jobs, models }: ReadAgainParts) {
  const queue = (title: string, photos: PhotoId[]) => {
    const request: ReadRequest = { photos, isAgain: true };
    return jobs.queue({ kind: 'read', title, request });
  };

  const calls = {
    countReadByOthers: async () => countPhotosReadByOthers(db, await models.modelsInUse()),
    async readWithModelsInUse() {
      const photos = listPhotosReadByOthers(db, await models.modelsInUse());
      if (photos.length === 0) {
        throw new InkdexError('no-photos', 'The models in use have read all photos already.');
      }
      return queue(`Read ${counted(photos.length, 'photo')} again with the models in use`, photos);
    },
  } satisfies Pick<Serves<typeof readingCalls>, 'countReadByOthers' | 'readWithModelsInUse'>;
  return {
    calls,
    /** Cancels the jobs that read photos again: they would go on with the models to which the person has gone back. */
    async stopReadingAgain(): Promise<void> {
      const unfinished = jobs.calls.listJobs().filter((job) => job.kind === 'read' && isUnfinished(job));
      for (const { id } of unfinished) {
        if (requireJobRequest(db, id, readRequestSchema).isAgain === true)
          await jobs.calls.cancelJob({ job: id });
      }
    },
    /** Queues a job that reads the photos with the most uncertain words again. */
    readUncertainAgain(): void {
      const photos = listMisreadPhotos(db, sure, mostReadAgain);
      if (photos.length > 0)
        queue(`Read ${counted(photos.length, 'photo')} with uncertain words again`, photos);
    },
  };
}
