import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../services.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import type { MayConnect } from '../exchange/download/fetchFile.ts';
import { createFetchPicture } from './fetchPicture.ts';
import { documentEndpoint } from './openApi.ts';
import { healthEndpoints } from './health.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { FindModel } from './models.ts';
import { inferenceEndpoints } from './openInference/http.ts';
import { createInfer } from './openInference/infer.ts';
import { pageEndpoints } from './pages/http.ts';
import { createPageJobs } from './pages/jobs.ts';
import { createUploads } from './pages/readUpload.ts';
import { predictEndpoints } from './predict.ts';
import { createLookUp, searchEndpoints } from './search.ts';
import { createPredict } from './predictTensors.ts';
import { tensorflowEndpoints } from './tensorflow.ts';
import { createWords } from './words.ts';

/** What the API does for programs. */
export interface Work {
  readonly infer: ReturnType<typeof createInfer>;
  /** See `createPredict`. */
  readonly predict: ReturnType<typeof createPredict>;
  readonly findModel: FindModel;
  readonly endpoints: readonly Endpoint[];
  readonly onRequest: Metrics['onRequest'];
  readonly close: () => Promise<void>;
}

export interface WorkOptions {
  readonly limits: ApiLimits;
  /** See `ApiOptions`. */
  readonly fetchesFrom?: MayConnect | undefined;
  readonly findModel: FindModel;
}

export function createWork(
  services: Services,
  { limits, fetchesFrom, findModel }: WorkOptions,
  isClosing: () => boolean,
): Work {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-api-'));
  const metrics = createMetrics(() => words.waiting());
  const { reading } = services;
  const words = createWords({ reading, folder, limits, onBatch: metrics.onBatch });
  const open = createUploads(reading, folder, metrics.onPage);
  const fetchPicture = createFetchPicture(folder, limits.bodyBytes, fetchesFrom ?? null);
  const infer = createInfer(words, findModel);
  const jobs = createPageJobs(open, limits);
  const endpoints: Endpoint[] = [
    ...healthEndpoints(isClosing),
    ...predictEndpoints(words, findModel, fetchPicture, limits),
    ...tensorflowEndpoints(words, findModel, limits),
    ...inferenceEndpoints(infer, findModel, limits),
    ...pageEndpoints(open, limits),
    ...jobs.endpoints,
    ...searchEndpoints(createLookUp(services)),
    metrics.endpoint,
  ];
  endpoints.push(documentEndpoint(endpoints));
  return {
    endpoints,
    infer,
    predict: createPredict(words, findModel),
    findModel,
    onRequest: metrics.onRequest,
    async close() {
      await jobs.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
