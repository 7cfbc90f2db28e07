/**
 * A process that trains and tells of every event, until it is done or killed. Arguments: the engine, how many
 * threads compute beside its own, the request as JSON.
 */
import { z } from 'zod';
import { trainingEngineNameSchema } from '../../shared/contract/model.ts';
import { trainingSettingsSchema } from '../../shared/contract/run.ts';
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { fineTune } from '../../main/ml/finetune/fineTune.ts';

const requestSchema = z.object({
  base: z.string(),
  name: z.string(),
  manifest: z.string(),
  objects: z.string(),
  folder: z.string(),
  rehearsal: z.string().nullable(),
  settings: trainingSettingsSchema,
  mayForget: z.boolean(),
  checkpointEvery: z.number(),
});

const [engine, count, json] = z
  .tuple([trainingEngineNameSchema, z.coerce.number(), z.string()])
  .parse(process.argv.slice(2));
await startEngine(engine, 1);
const request = requestSchema.parse(JSON.parse(json));
const { signal } = new AbortController();
const result = await fineTune({ ...request, beside: { engine, replicas: count }, signal }, ({ type }) => {
  process.send?.(type);
});
process.send?.(result?.model ?? 'stopped', () => process.exit(0));
