import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import type { NetworkConfig, WordBatch } from '../networks/network.ts';
import type { Tensor } from '../tf.ts';
import { OutOfMemory } from '../training/gradients.ts';
import type { PassOrder, Replicas, PartGradients } from './replica.ts';
import { callTable, trusted, withoutProgress, type CallHandlers, type CallsOf } from '../../rpc/calls.ts';
import { connect, ServerEnded } from '../../rpc/client.ts';
import { forkProcess } from '../../rpc/process.ts';
import { entryBeside, startThread, type Thread } from '../../rpc/thread.ts';

/**
 * Starts replicas of a recogniser, all on the same engine.
 *
 * @param beside number of additional threads, 0 to train on this thread only; or the GPUs (`visibleGpus`) that each get a
 *   process, to which weights are sent at every step
 */
export function startRecogniserReplicas(
  engine: TrainingEngineName,
  config: NetworkConfig,
  beside: number | readonly string[],
): Replicas<WordBatch> {
  const start = { engine, config };
  const isShared = typeof beside === 'number';
  const threads = isShared
    ? Array.from({ length: beside }, () => startReplicaThread(start))
    : beside.map((gpu) => startReplicaProcess(start, gpu));
  const count = threads.length;
  let values = sharedRow(0);
  let gradients: readonly Float32Array<SharedArrayBuffer>[] = [];
  return {
    count,
    async load(tensors, trained) {
      const weights = new Map(await Promise.all([...tensors].map(numbersOf)));
      const size = trained.reduce((sum, name) => sum + (tensors.get(name)?.size ?? 0), 0);
      values = sharedRow(size);
      gradients = threads.map(() => sharedRow(size));
      const loading = threads.map((thread, index) =>
        thread.call('load', { weights, trained, values, gradient: gradients[index] }),
      );
      await Promise.all(loading);
    },
    share(weights) {
      values.set(weights);
    },
    async compute(replica, part, order) {
      const [thread, gradient] = [threads.at(replica), gradients.at(replica)];
      if (thread === undefined || gradient === undefined) {
        throw new RangeError(`There is no replica ${replica}: ${count} were started.`);
      }
      return { gradient, ...(await compute(thread, part, order, isShared ? null : values)) };
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

function sharedRow(size: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT));
}

async function numbersOf([name, tensor]: readonly [string, Tensor]): Promise<[string, Numbers]> {
  return [name, { shape: tensor.shape, values: (await tensor.data<'float32'>()).slice() }];
}

async function compute(
  thread: ReplicaThread,
  { images, labels }: WordBatch,
  order: PassOrder,
  values: Float32Array | null,
): Promise<ComputedPart> {
  // Read before the first await, because the caller may dispose the part meanwhile. Copied, because the array may
  // be the tensor's own memory, which cannot be transferred.
  const pixels = images.dataSync<'float32'>().slice();
  const request = { images: pixels, shape: images.shape, labels, order, values };
  const part = await thread.call('compute', request, { transfer: [pixels.buffer] });
  if ('outOfMemory' in part) throw new OutOfMemory(part.outOfMemory);
  return part;
}

/** What a replica's thread has as `workerData`, and its process as its argument. */
export interface ReplicaStart {
  readonly engine: TrainingEngineName;
  readonly config: NetworkConfig;
}

export interface LoadRequest {
  readonly weights: ReadonlyMap<string, Numbers>;
  /** Names of the trained weights, in the order of the two vectors. */
  readonly trained: readonly string[];
  /** Their values, which every part reads; a copy in a process. */
  readonly values: Float32Array;
  /** Their gradients; this replica overwrites them with each part. */
  readonly gradient: Float32Array;
}

export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ComputeRequest {
  readonly images: Float32Array;
  /** [batch, height, width, 1] */
  readonly shape: readonly [number, number, number, number];
  readonly labels: readonly Int32Array[];
  readonly order: PassOrder;
  /** The values of the trained weights; null where they lie in shared memory. */
  readonly values: Float32Array | null;
}

/** The result for a part; its gradient lies in shared memory unless the values were sent. */
export type ComputedPart = Omit<PartGradients, 'gradient'> & Partial<Pick<PartGradients, 'gradient'>>;

export const replicaCalls = callTable({
  load: withoutProgress({ args: trusted<LoadRequest>(), result: trusted<null>() }),
  compute: withoutProgress({
    args: trusted<ComputeRequest>(),
    result: trusted<ComputedPart | { readonly outOfMemory: string }>(),
  }),
});

type ReplicaCalls = CallsOf<typeof replicaCalls>;
export type ReplicaHandlers = CallHandlers<ReplicaCalls>;
/** A thread or process with a TensorFlow.js backend and a network of its own. */
export type ReplicaThread = Pick<Thread<ReplicaCalls>, 'call' | 'close'>;

const entry = entryBeside(import.meta, '../../workers/replicaEntry');

export function startReplicaThread(start: ReplicaStart): ReplicaThread {
  return startThread(entry, replicaCalls, {
    data: start,
    ended: (how) =>
      `A training thread ended (${how}). The last checkpoint is intact: resume the run. If it happens again, ` +
      'set INKDEX_THREADS=1 to train on one thread.',
  });
}

function startReplicaProcess(start: ReplicaStart, gpu: string): ReplicaThread {
  const child = forkProcess(entry, [JSON.stringify(start)], { env: { CUDA_VISIBLE_DEVICES: gpu } });
  const { call } = connect(child, replicaCalls, {
    ended: (how) =>
      new ServerEnded(
        `The training process of GPU ${gpu} ended (${how}). The last checkpoint is intact: resume the run. If it happens ` +
          'again, name fewer GPUs in CUDA_VISIBLE_DEVICES.',
      ),
  });
  return {
    call,
    close() {
      child.kill();
      return Promise.resolve();
    },
  };
}
