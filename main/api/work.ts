import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../services.ts';
import type { MakeEndpoints } from './annexed.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import type { MayConnect } from '../exchange/download/fetchFile.ts';
import { createFetchPicture } from './fetchPicture.ts';
import { documentEndpoint } from './openApi.ts';
import { healthEndpoints } from './health.ts';
import { createMetrics } from './metrics.ts';
import type { FindModel } from './models.ts';
import { pageEndpoints } from './pages/http.ts';
import { createPageJobs } from './pages/jobs.ts';
import { createUploads } from './pages/readUpload.ts';
import { createLookUp, searchEndpoints } from './search.ts';
import { createWords } from './words.ts';

export interface WorkOptions {
  readonly limits: ApiLimits;
  /** See `ApiOptions`. */
  readonly fetchesFrom?: MayConnect | undefined;
  readonly findModel: FindModel;
  readonly annexed: readonly MakeEndpoints[];
}

/** What the API does for programs. */
export function createWork(
  services: Services,
  { limits, fetchesFrom, findModel, annexed }: WorkOptions,
  isClosing: () => boolean,
) {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-api-'));
  const metrics = createMetrics(() => words.waiting());
  const { reading } = services;
  const words = createWords({ reading, folder, limits, onBatch: metrics.onBatch });
  const open = createUploads(reading, folder, metrics.onPage);
  const fetchPicture = createFetchPicture(folder, limits.bodyBytes, fetchesFrom ?? null);
  const jobs = createPageJobs(open, limits);
  const endpoints: Endpoint[] = [
    ...healthEndpoints(isClosing),
    ...annexed.flatMap((make) => make({ words, findModel, fetchPicture, limits })),
    ...pageEndpoints(open, limits),
    ...jobs.endpoints,
    ...searchEndpoints(createLookUp(services)),
    metrics.endpoint,
  ];
  endpoints.push(documentEndpoint(endpoints));
  return {
    endpoints,
    words,
    findModel,
    onRequest: metrics.onRequest,
    async close(): Promise<void> {
      await jobs.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
