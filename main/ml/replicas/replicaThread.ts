import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import { callTable, trusted, withoutProgress, type CallHandlers, type CallsOf } from '../../rpc/calls.ts';
import { entryBeside, startThread, type Thread } from '../../rpc/thread.ts';
import type { NetworkConfig } from '../networks/network.ts';
import type { PartGradients, PassOrder } from './replica.ts';

/** The `workerData` of a replica's thread. */
export interface ReplicaStart {
  readonly engine: TrainingEngineName;
  readonly config: NetworkConfig;
}

export interface LoadRequest {
  readonly weights: ReadonlyMap<string, Numbers>;
  /** Names of the trained weights, in the order of the two vectors. */
  readonly trained: readonly string[];
  /** Their values, which every part reads. */
  readonly values: Float32Array<SharedArrayBuffer>;
  /** Their gradients; this replica overwrites them with each part. */
  readonly gradient: Float32Array<SharedArrayBuffer>;
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
}

/** The result for a part without its gradient, which lies in shared memory. */
export type ComputedPart = Omit<PartGradients, 'gradient'>;

export const replicaCalls = callTable({
  load: withoutProgress({ args: trusted<LoadRequest>(), result: trusted<null>() }),
  compute: withoutProgress({
    args: trusted<ComputeRequest>(),
    result: trusted<ComputedPart | { readonly outOfMemory: string }>(),
  }),
});

type ReplicaCalls = CallsOf<typeof replicaCalls>;
export type ReplicaHandlers = CallHandlers<ReplicaCalls>;
/** A thread with a TensorFlow.js backend and a network of its own. */
export type ReplicaThread = Thread<ReplicaCalls>;

export function startReplicaThread(start: ReplicaStart): ReplicaThread {
  return startThread(entryBeside(import.meta, 'replicaThreadEntry'), replicaCalls, {
    data: start,
    ended: (how) =>
      `A training thread ended (${how}). The last checkpoint is intact: resume the run. If it happens again, ` +
      'set INKDEX_THREADS=1 to train on one thread.',
  });
}
