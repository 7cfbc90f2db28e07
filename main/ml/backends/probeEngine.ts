/**
 * The child process or thread of `listEngines`: starts one engine, times it when asked, tells its parent.
 * Arguments: the engine's name, the seconds to measure for (0: not at all).
 */
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { trainingEngineNameSchema } from '../../../shared/contract/model.ts';
import { failureOf } from '../../../shared/result.ts';
import type { EngineProbe } from './listEngines.ts';
import { measureTraining } from './measureTraining.ts';
import { startEngine } from './startEngine.ts';

const argumentsSchema = z.tuple([trainingEngineNameSchema, z.coerce.number().nonnegative()]);

async function probe(): Promise<EngineProbe> {
  try {
    const [name, seconds] = argumentsSchema.parse(process.argv.slice(2));
    const { version, device } = await startEngine(name);
    if (seconds === 0) return { ok: true, version, device };
    return { ok: true, version, device, wordsPerSecond: await measureTraining(name, seconds) };
  } catch (problem) {
    return { ok: false, problem: failureOf(problem).message };
  }
}

const result = await probe();
parentPort?.postMessage(result);
// Exit by hand: Dawn and TensorFlow keep threads that would hold the process.
process.send?.(result, () => process.exit(0));
