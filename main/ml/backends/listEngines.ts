import { fork } from 'node:child_process';
import path from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { TrainingEngine, TrainingEngineName } from '../../../shared/contract/model.ts';
import { trainingEngineNames } from './startEngine.ts';

const probeSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    version: z.string(),
    device: z.string(),
    wordsPerSecond: z.number().nonnegative().optional(),
  }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
/** The result of the child process that tried an engine. */
export type EngineProbe = z.infer<typeof probeSchema>;

/** Long enough for a few steps of the slowest engine on a busy machine. */
const timeoutSeconds = 180;
const measuredSeconds = 4;

/**
 * The training engines and whether they run here, fastest kind first. Each is tried in a process of
 * its own, one after another, so that it cannot disturb the others.
 *
 * @param measure also time training on each that runs, which takes up to a minute
 */
export async function listEngines({ measure }: { measure?: boolean } = {}): Promise<TrainingEngine[]> {
  const engines: TrainingEngine[] = [];
  for (const name of trainingEngineNames) {
    engines.push(describe(name, await probe(name, measure === true ? measuredSeconds : 0)));
  }
  return engines;
}

function describe(engine: TrainingEngineName, found: EngineProbe): TrainingEngine {
  if (!found.ok) return { engine, available: false, version: null, device: null, problem: found.problem };
  const { version, device, wordsPerSecond } = found;
  return {
    engine,
    available: true,
    version,
    device,
    ...(wordsPerSecond === undefined ? {} : { wordsPerSecond }),
  };
}

// As TypeScript in the sources, as JavaScript once built.
const entry = path.join(import.meta.dirname, `probeEngine${path.extname(import.meta.filename)}`);

function probe(name: TrainingEngineName, seconds: number): Promise<EngineProbe> {
  // The packaged desktop app starts no Node processes. Its trainer, in a process of its own already, tries an
  // engine in a thread: a crash then ends the trainer, not the app.
  const tryIt = 'electron' in process.versions ? probeInThread : probeInProcess;
  return tryIt(name, seconds);
}

/**
 * Tries an engine in a thread of this process.
 *
 * @param patience seconds to wait
 */
export function probeInThread(
  name: TrainingEngineName,
  seconds: number,
  patience = timeoutSeconds,
): Promise<EngineProbe> {
  return new Promise((resolve) => {
    const worker = new Worker(entry, { argv: [name, String(seconds)], env: SHARE_ENV });
    const end = (found: EngineProbe): void => {
      clearTimeout(waiting);
      resolve(found);
      void worker.terminate();
    };
    const waiting = setTimeout(() => {
      end(silent(name, patience));
    }, patience * 1000);
    worker.once('message', (message) => {
      end(probeSchema.parse(message));
    });
    worker.once('error', (error) => {
      end({ ok: false, problem: `The engine ${name} could not be tried: ${String(error)}` });
    });
    worker.once('exit', () => {
      end({ ok: false, problem: `The engine ${name} ended without a result.` });
    });
  });
}

/** Tries an engine in a process of its own; a crash is reported like any other problem. */
export function probeInProcess(
  name: TrainingEngineName,
  seconds: number,
  patience = timeoutSeconds,
): Promise<EngineProbe> {
  return new Promise((resolve) => {
    const child = fork(entry, [name, String(seconds)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: patience * 1000,
      // A process that hangs in a driver may ignore other signals.
      killSignal: 'SIGKILL',
    });
    let errors = '';
    let answer: EngineProbe | undefined;
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.on('message', (message) => (answer = probeSchema.parse(message)));
    child.on('error', (problem) => {
      resolve({ ok: false, problem: `The engine ${name} could not be tried: ${problem.message}` });
    });
    child.on('close', (exitCode, signal) => {
      const cause = signal ?? `exit code ${String(exitCode)}`;
      const lastWords = errors.trim().split('\n').at(-1) ?? '';
      const crash = {
        ok: false,
        problem: `The engine ${name} crashed (${cause}). ${lastWords}`.trim(),
      } as const;
      resolve(answer ?? (child.killed ? silent(name, patience) : crash));
    });
  });
}

function silent(name: TrainingEngineName, seconds: number): EngineProbe {
  return { ok: false, problem: `The engine ${name} gave no result within ${seconds} seconds.` };
}
