import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tf } from '../../../../main/ml/tf.ts';
import {
  train,
  type TrainingEvent,
  type TrainingOptions,
  type TrainingTask,
} from '../../../../main/ml/training/train.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { collect, lineOptions, lineTask, type Batch } from '../../../support/lineTask.ts';

describe('The training loop', () => {
  let folder: string;

  beforeAll(() => tf.setBackend('cpu'));
  beforeEach(() => {
    folder = temporaryFolder();
  });

  it('learns a line from noisy points', async () => {
    const task = lineTask();
    const events = await collect(train(task, options(400)));
    expect(events.at(-1)?.type).toBe('finished');
    expect([...task.weights.kernel.dataSync()][0]).toBeCloseTo(2, 1);
    expect([...task.weights.bias.dataSync()][0]).toBeCloseTo(-1, 1);
  });

  it('gives the same loss curve for the same seed and another for another seed', async () => {
    const curve = async (seed: number) => losses(await collect(train(lineTask(), { ...options(30), seed })));
    const first = await curve(1);
    expect(first).toHaveLength(30);
    expect(await curve(1)).toEqual(first);
    expect(await curve(2)).not.toEqual(first);
  });

  it('ends with the same weights, bit for bit, when it was stopped on the way', async () => {
    const straight = lineTask();
    await collect(train(straight, options(40)));

    const checkpoint = { path: join(folder, 'run.checkpoint'), every: 10 };
    const stopping = new AbortController();
    const first = train(lineTask(), { ...options(40), checkpoint, signal: stopping.signal });
    for await (const event of first) if (event.type === 'step' && event.step === 17) stopping.abort();

    const resumed = lineTask();
    const events = await collect(train(resumed, { ...options(40), checkpoint }));
    expect(events[0]).toEqual({ type: 'started', step: 17, totalSteps: 40 });
    expect(resumed.weights.kernel.dataSync()).toEqual(straight.weights.kernel.dataSync());
    expect(resumed.weights.bias.dataSync()).toEqual(straight.weights.bias.dataSync());
  });

  it('finishes with the same weights once more where a checkpoint is of its last step', async () => {
    const checkpoint = { path: join(folder, 'run.checkpoint'), every: 10 };
    const first = lineTask();
    await collect(train(first, { ...options(20), checkpoint }));
    const again = lineTask();
    const events = await collect(train(again, { ...options(20), checkpoint }));
    expect(events.map(({ type }) => type)).toEqual(['started', 'finished']);
    expect(again.weights.kernel.dataSync()).toEqual(first.weights.kernel.dataSync());
  });

  it('refuses a checkpoint of another run', async () => {
    const checkpoint = { path: join(folder, 'run.checkpoint'), every: 5 };
    const task = lineTask();
    await collect(train(task, { ...options(5), checkpoint }));
    const before = tf.memory().numTensors;
    const another = { ...task, description: 'another line' };
    await expect(collect(train(another, { ...options(9), checkpoint }))).rejects.toThrow(
      /of another run: "a line"/u,
    );
    await expect(collect(train(task, { ...options(9), checkpoint, seed: 4 }))).rejects.toThrow(/seed 1/u);
    const { kernel } = task.weights;
    await expect(
      collect(train({ ...task, weights: { kernel } }, { ...options(9), checkpoint })),
    ).rejects.toMatchObject({ code: 'model-damaged' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a checkpoint that was cut short, saying so', async () => {
    const checkpoint = { path: join(folder, 'run.checkpoint'), every: 5 };
    await collect(train(lineTask(), { ...options(5), checkpoint }));
    const bytes = readFileSync(checkpoint.path);
    writeFileSync(checkpoint.path, bytes.subarray(0, bytes.length - 4));
    await expect(collect(train(lineTask(), { ...options(9), checkpoint }))).rejects.toThrow(
      /cannot be used: it contains [\d,]+ bytes of weights; expected [\d,]+/u,
    );
  });

  it('says at which step the loss stopped being a number', async () => {
    const task = lineTask();
    const broken: TrainingTask<Batch> = {
      ...task,
      loss: (batch) => tf.div(task.loss(batch), tf.scalar(0)),
    };
    const before = tf.memory().numTensors;
    await expect(collect(train(broken, options(5)))).rejects.toMatchObject({ code: 'training-diverged' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves the last checkpoint as it was, and no tensor, where the gradient stops being a number', async () => {
    const checkpoint = { path: join(folder, 'run.checkpoint'), every: 1 };
    const task = lineTask();
    await collect(train(task, { ...options(2), checkpoint }));
    const sound = readFileSync(checkpoint.path);
    // The root of 0 has a slope without end: the loss itself stays as it was.
    const broken: TrainingTask<Batch> = {
      ...task,
      loss: (batch) => {
        const nothing = tf.sum(tf.mul(task.weights.kernel, 0));
        return tf.add(task.loss(batch), tf.sqrt(nothing));
      },
    };
    const before = tf.memory().numTensors;
    await expect(collect(train(broken, { ...options(9), checkpoint }))).rejects.toMatchObject({
      code: 'training-diverged',
    });
    expect(readFileSync(checkpoint.path).equals(sound)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('evaluates the averaged weights and goes on with the trained ones', async () => {
    const task = lineTask();
    const seen: number[] = [];
    const evaluated: TrainingTask<Batch> = {
      ...task,
      evaluate: () => {
        const kernel = task.weights.kernel.dataSync()[0] ?? NaN;
        seen.push(kernel);
        return Promise.resolve({ score: kernel, metrics: { kernel } });
      },
    };
    const events = await collect(train(evaluated, { ...options(40), evaluateEvery: 10 }));
    const plain = lineTask();
    await collect(train(plain, options(40)));
    expect(task.weights.kernel.dataSync()).toEqual(plain.weights.kernel.dataSync());
    // Four on the way and one at the end; the average rises with the weight it follows.
    expect(seen).toHaveLength(5);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(events.filter((event) => event.type === 'evaluated' && event.best)).toHaveLength(5);
  });

  it('measures statistics on the batches that would come next, not on those of its beginning', async () => {
    const task = lineTask();
    const steps: number[] = [];
    const watched: TrainingTask<Batch> = {
      ...task,
      nextBatch(random, step) {
        steps.push(step);
        return task.nextBatch(random);
      },
    };
    await collect(train(watched, options(5)));
    expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('leaves no tensor behind', async () => {
    const task = lineTask();
    await collect(train(task, options(3)));
    const before = tf.memory().numTensors;
    await collect(train(task, options(7)));
    expect(tf.memory().numTensors).toBe(before);
  });
});

function options(totalSteps: number): TrainingOptions {
  return lineOptions(totalSteps, 3, 0.9);
}

function losses(events: readonly TrainingEvent[]): number[] {
  return events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
}
