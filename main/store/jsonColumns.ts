import { z } from 'zod';
import { apiTokenSchema } from '../../shared/contract/apiToken.ts';
import { sampleSchema, splitRuleSchema, versionRecordSchema } from '../../shared/contract/dataset.ts';
import { datasetOriginSchema } from '../../shared/contract/datasetContents.ts';
import { evaluationSchema, metricsSchema } from '../../shared/contract/evaluation.ts';
import {
  runEvaluationSchema,
  runResultSchema,
  runSampleSchema,
  runSchema,
} from '../../shared/contract/run.ts';
import { alternativeSchema, madeBySchema, polygonSchema } from '../../shared/contract/word.ts';
import { boxSchema, quadSchema } from '../../shared/geometry.ts';
import { storedSettingsSchema } from './jobs/runs.ts';
import { wordStateSchema } from './words/wordChange.ts';

/** The columns that hold JSON, by table, each with its form. NULL is a matter of the table. */
export const jsonColumns = {
  word: { quad: quadSchema, polygon: polygonSchema, detected: boxSchema, made_by: madeBySchema },
  edit: { before: wordStateSchema, after: wordStateSchema },
  tombstone: { region: boxSchema },
  crop: { quad: quadSchema.nullable() },
  crop_reading: { readings: z.array(alternativeSchema) },
  sample: { line: sampleSchema, polygon: polygonSchema },
  dataset: { origin: datasetOriginSchema, split_rule: splitRuleSchema, models: z.array(z.string()) },
  version_record: { tags: versionRecordSchema.shape.tags, models: versionRecordSchema.shape.models },
  api_token: { scopes: apiTokenSchema.shape.scopes },
  job: { request: z.json(), outcome: z.json() },
  run: {
    settings: storedSettingsSchema,
    engine: runSchema.shape.engine,
    best: runEvaluationSchema,
    notices: runSchema.shape.notices,
    result: runResultSchema,
  },
  run_evaluation: { evaluation: runEvaluationSchema },
  run_samples: { samples: z.array(runSampleSchema) },
  evaluation: { skipped: evaluationSchema.shape.skipped, greedy: metricsSchema, decoder: metricsSchema },
} satisfies Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>;
