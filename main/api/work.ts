import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Services } from '../services.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import { createModelFinder } from './models.ts';
import { inferenceEndpoints } from './openInference/http.ts';
import { createInfer } from './openInference/infer.ts';
import { predictEndpoints } from './predict.ts';
import { tensorflowEndpoints } from './tensorflow.ts';
import { createWords } from './words.ts';

/** What the API does for programs. */
export interface Work {
  readonly endpoints: readonly Endpoint[];
  readonly close: () => void;
}

export function createWork(services: Services, limits: ApiLimits): Work {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-api-'));
  const findModel = createModelFinder(services);
  const words = createWords({ reading: services.reading, folder, limits, onBatch: () => undefined });
  return {
    endpoints: [
      ...predictEndpoints(words, findModel, limits),
      ...tensorflowEndpoints(words, findModel, limits),
      ...inferenceEndpoints(createInfer(words, findModel), findModel, limits),
    ],
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
