import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../main/files/writeWhole.ts';
import type { TrainingEvent } from '../main/ml/training/train.ts';

/** One line of a run's log, with the time of day, on stderr. */
export function log(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/**
 * A signal that fires at Ctrl-C or when the process is asked to end: the run stops with a checkpoint. Asked once
 * more it goes on stopping, as npm passes a Ctrl-C on that the terminal has sent already.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      stop.abort();
    });
  }
  return stop.signal;
}

/**
 * What a run's checkpoint must be of to be gone on from. How long the run takes is not in it: a run can be
 * lengthened.
 *
 * @param told what may not change on the way, beside the seed
 * @param from path of the weights that it begins with, which are known by their bytes; undefined: with none
 */
export async function describeRun(
  name: string,
  told: Readonly<Record<string, unknown>>,
  from: string | undefined,
): Promise<string> {
  const sha256 =
    from === undefined
      ? null
      : createHash('sha256')
          .update(await readFile(from))
          .digest('hex');
  return `${name}, ${JSON.stringify({ ...told, from: sha256 })}`;
}

/**
 * Runs a training to its end, and logs what it says: of its steps one in so many.
 *
 * @returns whether it has taken its last step: it may be stopped, or go on from a checkpoint of that step
 */
export async function logTraining(training: AsyncIterable<TrainingEvent>, every: number): Promise<boolean> {
  let isFinished = false;
  for await (const event of training) {
    if (event.type === 'finished') isFinished = true;
    if (event.type !== 'step') log(JSON.stringify(event));
    else if (event.step % every === 0) {
      const { step, loss, gradientNorm, learningRate, samples, seconds } = event;
      log(
        `step ${step} loss ${loss.toFixed(4)} norm ${gradientNorm.toFixed(2)} ` +
          `rate ${learningRate.toExponential(1)} ${(samples / seconds).toFixed(1)}/s`,
      );
    }
  }
  return isFinished;
}

/** Writes a model whole or not at all. */
export async function writeModel(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, [bytes]);
  log(`wrote ${path}, ${bytes.length} bytes`);
}
