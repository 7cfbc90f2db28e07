import { expect, test } from 'vitest';
import { createTrainings, type Trainings } from '../../../main/workers/trainings.ts';
import { InkdexError } from '../../../shared/result.ts';

type Run = NonNullable<Parameters<typeof createTrainings>[0]>;
type Request = Parameters<Trainings['train']>[0];

const request = { engine: 'webgpu' } as Request;
const never = new AbortController().signal;
const ignore = () => undefined;
const done = { model: 'model.onnx', before: {}, after: {} } as NonNullable<Awaited<ReturnType<Run>>>;

test.each([
  'Device is lost: the driver was reset',
  'WebGPU device was lost.',
  'failed to synchronise: CUDA_ERROR_ILLEGAL_ADDRESS',
  'Instance dropped, GPU hang detected',
])('"%s" says that the GPU went away and what to do, and the next training runs', async (message) => {
  const answers = [Promise.reject(new Error(message)), Promise.resolve(done)];
  const trainings = createTrainings(() => answers.shift() ?? Promise.resolve(null));
  const failed = await trainings.train(request, never, ignore).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 'engine-crashed',
    message: expect.stringMatching(/checkpoint is intact: resume, or choose another engine/u) as string,
  });
  expect(await trainings.train(request, never, ignore)).toBe(done);
});

test('a GPU whose memory is full is said to be full', async () => {
  const full = new Error('OOM when allocating tensor with shape[64,24,64]');
  const trainings = createTrainings(() => Promise.reject(full));
  await expect(trainings.train(request, never, ignore)).rejects.toMatchObject({
    code: 'engine-crashed',
    message: expect.stringContaining('too little memory. Close what else uses it') as string,
  });
});

test('any other error stays what it is', async () => {
  const wrong = new InkdexError('data-invalid', 'This version holds 3 words: too few.');
  const trainings = createTrainings(() => Promise.reject(wrong));
  await expect(trainings.train(request, never, ignore)).rejects.toBe(wrong);
});

test('a second training is refused while the first goes on, and stopping waits for its checkpoint', async () => {
  const steps: string[] = [];
  const trainings = createTrainings(async (_, signal) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    steps.push('checkpoint');
    return null;
  });
  const first = trainings.train(request, never, ignore);
  await expect(trainings.train(request, never, ignore)).rejects.toMatchObject({ code: 'conflict' });
  await trainings.stop();
  steps.push('stopped');
  expect(await first).toBeNull();
  expect(steps).toEqual(['checkpoint', 'stopped']);
});

test('a training that is stopped before its first step is stopped and no more', async () => {
  const trainings = createTrainings(async (_, signal) => {
    await Promise.resolve();
    signal.throwIfAborted();
    return done;
  });
  const training = trainings.train(request, never, ignore);
  await trainings.stop();
  expect(await training).toBeNull();
});

test('what goes wrong while a training is stopped is told', async () => {
  const full = new InkdexError('disk-full', 'There is no room left to write run.checkpoint.');
  const trainings = createTrainings(async (_, signal) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    throw full;
  });
  const failed = trainings.train(request, never, ignore).catch((error: unknown) => error);
  await trainings.stop();
  expect(await failed).toBe(full);
});
