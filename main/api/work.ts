import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../services.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import { createModelFinder } from './models.ts';
import { inferenceEndpoints } from './openInference/http.ts';
import { createInfer } from './openInference/infer.ts';
import { pageEndpoints } from './pages/http.ts';
import { createPageJobs } from './pages/jobs.ts';
import { createUploads } from './pages/readUpload.ts';
import { predictEndpoints } from './predict.ts';
import { tensorflowEndpoints } from './tensorflow.ts';
import { createWords } from './words.ts';

/** What the API does for programs. */
export interface Work {
  readonly endpoints: readonly Endpoint[];
  readonly close: () => Promise<void>;
}

export function createWork(services: Services, limits: ApiLimits): Work {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-api-'));
  const findModel = createModelFinder(services);
  const words = createWords({ reading: services.reading, folder, limits, onBatch: () => undefined });
  const open = createUploads(services.reading, folder, () => undefined);
  const jobs = createPageJobs(open, limits);
  return {
    endpoints: [
      ...predictEndpoints(words, findModel, limits),
      ...tensorflowEndpoints(words, findModel, limits),
      ...inferenceEndpoints(createInfer(words, findModel), findModel, limits),
      ...pageEndpoints(open, limits),
      ...jobs.endpoints,
    ],
    async close() {
      await jobs.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
