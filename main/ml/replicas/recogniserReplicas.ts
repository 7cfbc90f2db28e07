import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import type { NetworkConfig, WordBatch } from '../networks/network.ts';
import type { Tensor } from '../tf.ts';
import { OutOfMemory } from '../training/gradients.ts';
import type { PassOrder, Replicas } from './replica.ts';
import { startReplicaThread, type ComputedPart, type Numbers, type ReplicaThread } from './replicaThread.ts';

/**
 * Starts threads with replicas of a recogniser, all on the same engine.
 *
 * @param count number of additional threads; 0 trains on this thread only
 */
export function startRecogniserReplicas(
  engine: TrainingEngineName,
  config: NetworkConfig,
  count: number,
): Replicas<WordBatch> {
  const threads = Array.from({ length: count }, () => startReplicaThread({ engine, config }));
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
      return { ...(await compute(thread, part, order)), gradient };
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
): Promise<ComputedPart> {
  // Read before the first await, because the caller may dispose the part meanwhile. Copied, because the array may
  // be the tensor's own memory, which cannot be transferred.
  const pixels = images.dataSync<'float32'>().slice();
  const request = { images: pixels, shape: images.shape, labels, order };
  const part = await thread.call('compute', request, { transfer: [pixels.buffer] });
  if ('outOfMemory' in part) throw new OutOfMemory(part.outOfMemory);
  return part;
}
