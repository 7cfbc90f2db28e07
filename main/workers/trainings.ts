import { InkdexError } from '../../shared/result.ts';
import type { TrainingEngineName } from '../../shared/contract/model.ts';
import { replicaCount } from '../ml/backends/processorShares.ts';
import { startChosenEngine } from '../ml/backends/startEngine.ts';
import { sharedDevice, visibleGpus } from '../ml/backends/visibleGpus.ts';
import { fineTune, type FineTuneRequest, type FineTuneResult } from '../ml/finetune/fineTune.ts';
import { trainLines } from '../ml/finetune/trainLines.ts';
import { isOutOfMemory, OutOfMemory } from '../ml/training/gradients.ts';
import type { TrainingProgress } from './calls/training.ts';

/** The trainings of one engine process: one at a time, as they share the device. */
export type Trainings = ReturnType<typeof createTrainings>;

/** @param run starts one: the engine, then the training */
export function createTrainings(run = start) {
  let running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

  return {
    /** @throws InkdexError as `fineTune`; `engine-unavailable`; `conflict` while another one goes on */
    async train(
      request: Omit<FineTuneRequest, 'signal' | 'beside'> & { readonly engine: TrainingEngineName | null },
      signal: AbortSignal,
      onProgress: (progress: TrainingProgress) => void,
    ): Promise<FineTuneResult | null> {
      if (running !== undefined) {
        throw new InkdexError('conflict', 'A training goes on already. Wait for its end, or pause it.');
      }
      const stop = new AbortController();
      const training = run(request, AbortSignal.any([stop.signal, signal]), onProgress);
      running = { stop, ended: training.catch(() => undefined) };
      try {
        return await training;
      } catch (error) {
        // What else goes wrong while it stops, a checkpoint that finds no room above all, is no stop.
        if (stop.signal.aborted && error === stop.signal.reason) return null;
        if (isOutOfMemory(error)) throw new OutOfMemory(error);
        throw isLostDevice(error) ? lostDevice(error) : error;
      } finally {
        running = undefined;
      }
    },
    /** Stops the one that goes on, and waits until it has written its checkpoint. */
    async stop(): Promise<void> {
      running?.stop.abort();
      await running?.ended;
    },
  };
}

/** Read once: the first training leaves one of them in the variable, before TensorFlow looks at it. */
const gpus = visibleGpus();

async function start(
  { engine, ...request }: Parameters<Trainings['train']>[0],
  signal: AbortSignal,
  onProgress: (progress: TrainingProgress) => void,
): Promise<FineTuneResult | null> {
  const [own, ...others] = gpus;
  if (own !== undefined) process.env.CUDA_VISIBLE_DEVICES = own;
  const { engine: used, version, device: first } = await startChosenEngine(engine ?? undefined);
  const isShared = used === 'tensorflow' && others.length > 0 && request.settings.network !== 'fcn-lines';
  const device = isShared ? sharedDevice(first, others) : first;
  onProgress({ type: 'engine', engine: used, version, device });
  if (request.settings.network === 'fcn-lines') return await trainLines({ ...request, signal }, onProgress);
  const beside = { engine: used, replicas: isShared ? others : replicaCount(used) };
  return await fineTune({ ...request, beside, signal }, onProgress);
}

/** Whether a GPU went away while it was used: as CUDA and Dawn say it. */
function isLostDevice(error: unknown): boolean {
  return (
    error instanceof Error && /device.{0,20}lost|CUDA_ERROR|GPU.{0,20}(?:hang|reset)/iu.test(error.message)
  );
}

function lostDevice(cause: unknown): InkdexError {
  return new InkdexError(
    'engine-crashed',
    'The GPU went away while it trained. The last checkpoint is intact: resume, or choose another engine first.',
    { cause },
  );
}
