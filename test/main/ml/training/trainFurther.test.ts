import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Tensor2D, tf, type Variable } from '../../../../main/ml/tf.ts';
import { train, type TrainingTask } from '../../../../main/ml/training/train.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { collect, lineOptions, lineTask, type Batch } from '../../../support/lineTask.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('weights that learn otherwise than others', () => {
  it('keep their values when they are frozen', async () => {
    const task = lineTask();
    await collect(train({ ...task, isFrozen: (name) => name === 'bias' }, lineOptions(20)));
    expect(numbers(task.weights.bias)).toEqual([0]);
    expect(numbers(task.weights.kernel)[0]).toBeGreaterThan(0.1);
  });

  it('move by their multiple of the rate', async () => {
    const moved = async (rate: number): Promise<number> => {
      const task = lineTask();
      const once = {
        ...lineOptions(1),
        averageDecay: 0,
        schedule: { ...lineOptions(1).schedule, decaySteps: 0 },
      };
      await collect(train({ ...task, rateOf: (name) => (name === 'kernel' ? rate : 1) }, once));
      return numbers(task.weights.kernel)[0] ?? 0;
    };
    expect(await moved(0.5)).toBeCloseTo((await moved(1)) / 2, 5);
  });
});

describe('the best weights', () => {
  it('are the ones in place when they are to be kept, also when later ones are worse', async () => {
    const task = lineTask();
    const kept: { step: number; kernel: number }[] = [];
    const seen: number[] = [];
    const best: TrainingTask<Batch> = {
      ...task,
      evaluate(step) {
        const kernel = numbers(task.weights.kernel)[0] ?? 0;
        seen.push(kernel);
        // Best when it stands at 0.3: it is left behind.
        return Promise.resolve({ score: -Math.abs(kernel - 0.3), metrics: { step } });
      },
      keepBest(step) {
        kept.push({ step, kernel: numbers(task.weights.kernel)[0] ?? 0 });
        return Promise.resolve();
      },
    };
    const events = await collect(train(best, { ...lineOptions(40), evaluateEvery: 4 }));
    const nearest = seen.reduce((a, b) => (Math.abs(b - 0.3) < Math.abs(a - 0.3) ? b : a));
    expect(kept.at(-1)?.kernel).toBe(nearest);
    expect(kept.at(-1)?.step).toBeLessThan(40);
    const last = events.filter((event) => event.type === 'evaluated' && event.best).at(-1);
    expect(last).toMatchObject({ step: kept.at(-1)?.step });
  });

  it('are still those of before a stop, when a run that goes on finds worse ones', async () => {
    const checkpoint = { path: join(temporaryFolder(), 'run.checkpoint'), every: 10 };
    const kept: number[] = [];
    const scored = (scores: readonly number[]): TrainingTask<Batch> => {
      const left = [...scores];
      return {
        ...lineTask(),
        evaluate: () => Promise.resolve({ score: left.shift() ?? 0, metrics: {} }),
        keepBest: (step) => Promise.resolve(void kept.push(step)),
      };
    };
    const stop = new AbortController();
    const first = train(scored([1, 3]), {
      ...lineOptions(60),
      evaluateEvery: 10,
      checkpoint,
      signal: stop.signal,
    });
    for await (const event of first) if (event.type === 'evaluated' && event.step === 20) stop.abort();
    await collect(train(scored([2, 4, 2, 1, 1]), { ...lineOptions(60), evaluateEvery: 10, checkpoint }));
    expect(kept).toEqual([10, 20, 40]);
  });

  it('end the run once so many evaluations in a row were worse', async () => {
    const scores = [1, 2, 1.5, 1.7, 1.9, 3];
    let evaluations = 0;
    const task: TrainingTask<Batch> = {
      ...lineTask(),
      evaluate() {
        const score = scores[evaluations] ?? 0;
        evaluations += 1;
        return Promise.resolve({ score, metrics: {} });
      },
    };
    const events = await collect(train(task, { ...lineOptions(60), evaluateEvery: 10, patience: 3 }));
    expect(evaluations).toBe(5);
    expect(events.at(-1)).toMatchObject({ type: 'finished', step: 50 });
  });

  it('are scored once at the end where no statistics are measured', async () => {
    const steps: number[] = [];
    const task: TrainingTask<Batch> = {
      ...lineTask(),
      evaluate(step) {
        steps.push(step);
        return Promise.resolve({ score: 0, metrics: {} });
      },
    };
    const running = { ...lineOptions(20), normalization: 'running', statisticsBatches: 0 } as const;
    await collect(train(task, { ...running, evaluateEvery: 10 }));
    expect(steps).toEqual([10, 20]);
  });
});

describe('a device that runs out of memory', () => {
  /** A task that has room for so many samples at once. */
  function cramped(room: number): TrainingTask<Batch> & { weights: { kernel: Variable; bias: Variable } } {
    const task = lineTask();
    return {
      ...task,
      loss(batch) {
        const [samples] = batch.inputs.shape;
        if (samples > room) throw new Error('OOM when allocating tensor with shape[64,24,64,64]');
        return task.loss(batch);
      },
      split({ inputs, targets }, parts) {
        const size = Math.ceil(inputs.shape[0] / parts);
        return Array.from({ length: Math.ceil(inputs.shape[0] / size) }, (_, part) => {
          const rows = Math.min(size, inputs.shape[0] - part * size);
          const cut = (tensor: Tensor2D): Tensor2D => tf.slice(tensor, [part * size, 0], [rows, -1]);
          return { inputs: cut(inputs), targets: cut(targets) };
        });
      },
    };
  }

  it('computes batches in parts, says so, and learns the same', async () => {
    const whole = lineTask();
    await collect(train(whole, lineOptions(30)));
    const task = cramped(3);
    const events = await collect(train(task, lineOptions(30)));
    expect(events.filter((event) => event.type === 'split')).toEqual([
      { type: 'split', step: 0, parts: 2 },
      { type: 'split', step: 0, parts: 4 },
    ]);
    expect(numbers(task.weights.kernel)[0]).toBeCloseTo(numbers(whole.weights.kernel)[0] ?? 0, 4);
  });

  it('says what to do when there is no room for a single sample', async () => {
    await expect(collect(train(cramped(0), lineOptions(5)))).rejects.toMatchObject({
      code: 'engine-crashed',
      message: expect.stringContaining('too little memory. Close what else uses it') as string,
    });
  });

  it('leaves no tensor behind', async () => {
    const task = cramped(3);
    await collect(train(task, lineOptions(2)));
    const before = tf.memory().numTensors;
    await collect(train(task, lineOptions(4)));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does not take other errors for want of memory', async () => {
    const task: TrainingTask<Batch> = {
      ...cramped(99),
      loss() {
        throw new Error('The room is full.');
      },
    };
    await expect(collect(train(task, lineOptions(5)))).rejects.toThrow('The room is full.');
  });
});

function numbers(variable: Variable): number[] {
  return [...variable.dataSync()];
}
