import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
  trainingEngineNameSchema,
  type TrainingEngine,
  type TrainingEngineName,
} from '../../../shared/contract/model.ts';
import { failureOf } from '../../../shared/result.ts';
import { callTable } from '../../rpc/calls.ts';
import { connect, ServerEnded, type CallOptions } from '../../rpc/client.ts';
import { forkProcess } from '../../rpc/process.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';
import { largestLossDifference } from './measureTraining.ts';
import { trainingEngineNames } from './startEngine.ts';

const foundSchema = z.object({
  version: z.string(),
  device: z.string(),
  wordsPerSecond: z.number().nonnegative().optional(),
  problem: z.string().optional(),
  /** After a few steps that are the same on every engine. */
  loss: z.number().or(z.nan()).optional(),
});

/** What the process or thread that tries an engine answers. */
export const probeCalls = callTable({
  /** Starts the engine, and times training on it for so many seconds (0: not at all). */
  probe: {
    args: z.object({ name: trainingEngineNameSchema, seconds: z.number().nonnegative() }),
    /** The first training step is complete. */
    progress: z.null(),
    result: foundSchema,
  },
});
type FoundEngine = z.infer<typeof foundSchema>;

/** Whether an engine runs here. */
type EngineProbe = ({ readonly ok: true } & FoundEngine) | { readonly ok: false; readonly problem: string };

/** Seconds to wait for an engine. */
export interface Patience {
  /** Until it has started and completed its first training step: CUDA compiles kernels for a new GPU. */
  readonly first: number;
  /** From then on: a few steps of the slowest engine on a busy machine. */
  readonly then: number;
}
const usualPatience: Patience = { first: 600, then: 180 };
/** For the thread of an engine to end. */
const closeMs = 5000;
const measuredSeconds = 4;

/**
 * The training engines and whether they run here, fastest kind first. Each is tried in a process of
 * its own, one after another, so that it cannot disturb the others.
 *
 * @param measure also time training on each that runs, which takes up to a minute
 */
export async function listEngines({ measure }: { measure?: boolean } = {}): Promise<TrainingEngine[]> {
  const tried: (readonly [TrainingEngineName, EngineProbe])[] = [];
  for (const name of trainingEngineNames) {
    tried.push([name, await probe(name, measure === true ? measuredSeconds : 0)]);
  }
  return describeEngines(tried);
}

/** One that trains otherwise than WebAssembly has a problem, and is not used by itself. */
export function describeEngines(
  tried: readonly (readonly [TrainingEngineName, EngineProbe])[],
): TrainingEngine[] {
  const wasm = tried.find(([name]) => name === 'wasm')?.[1];
  const expected = wasm?.ok === true ? wasm.loss : undefined;
  return tried.map(([engine, found]) => {
    if (!found.ok) return { engine, available: false, version: null, device: null, problem: found.problem };
    const { ok, loss, ...described } = found;
    const isCompared = loss !== undefined && expected !== undefined;
    if (!isCompared || Math.abs(loss - expected) <= largestLossDifference * expected) {
      return { engine, available: ok, ...described };
    }
    const problem =
      `It trains to a loss of ${loss.toFixed(2)} where wasm trains to ${expected.toFixed(2)}, so ${engine} is used ` +
      'only when it is chosen. Update the driver of the GPU, and measure again.';
    return { engine, available: ok, ...described, problem };
  });
}

const entry = entryBeside(import.meta, 'probeEngine');

function probe(name: TrainingEngineName, seconds: number): Promise<EngineProbe> {
  // The packaged desktop app starts no Node processes. Its trainer, in a process of its own already, tries an
  // engine in a thread: a crash then ends the trainer, not the app.
  const tryIt = 'electron' in process.versions ? probeInThread : probeInProcess;
  return tryIt(name, seconds);
}

/** Tries an engine in a thread of this process. */
export async function probeInThread(
  name: TrainingEngineName,
  seconds: number,
  patience = usualPatience,
): Promise<EngineProbe> {
  const thread = startThread(entry, probeCalls, {
    sharesEnvironment: true,
    ended: (how) => `The engine ${name} could not be tried: ${how}.`,
  });
  try {
    return await waitFor(name, patience, (options) => thread.call('probe', { name, seconds }, options));
  } finally {
    // A driver that hangs holds its thread for ever.
    await Promise.race([thread.close(), wait(closeMs, undefined, { ref: false })]);
  }
}

/** Tries an engine in a process of its own; a crash is reported like any other problem. */
export async function probeInProcess(
  name: TrainingEngineName,
  seconds: number,
  patience = usualPatience,
): Promise<EngineProbe> {
  let errors = '';
  const child = forkProcess(entry, [], { onErrors: (text) => (errors += text) });
  const connection = connect(child, probeCalls, {
    ended(how) {
      const lastWords = errors.trim().split('\n').at(-1) ?? '';
      return new ServerEnded(`The engine ${name} crashed (${how}). ${lastWords}`.trim());
    },
  });
  try {
    return await waitFor(name, patience, (options) => connection.call('probe', { name, seconds }, options));
  } finally {
    child.kill();
  }
}

/** Waits for the answer of an engine that is tried, until its patience ends. */
export async function waitFor(
  name: TrainingEngineName,
  patience: Patience,
  call: (options: Required<Pick<CallOptions<null>, 'signal' | 'onProgress'>>) => Promise<FoundEngine>,
): Promise<EngineProbe> {
  const late = new AbortController();
  let waited = 0;
  const giveUpAfter = (more: number) => {
    waited = more;
    return setTimeout(() => {
      late.abort();
    }, more * 1000);
  };
  let timer = giveUpAfter(patience.first);
  try {
    const found = await call({
      signal: late.signal,
      onProgress() {
        clearTimeout(timer);
        timer = giveUpAfter(patience.then);
      },
    });
    return { ok: true, ...found };
  } catch (problem) {
    const found = `The engine ${name} gave no result within ${waited} seconds.`;
    return { ok: false, problem: late.signal.aborted ? found : failureOf(problem).message };
  } finally {
    clearTimeout(timer);
  }
}
