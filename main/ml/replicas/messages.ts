import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import type { Failure } from '../../../shared/result.ts';
import type { RecogniserConfig } from '../networks/recogniser/config.ts';
import type { PartGradients, PassOrder } from './replica.ts';

/** What crosses between a training and the threads of its replicas: our own code on both ends. */

/** What a thread is started with. */
export interface ReplicaStart {
  readonly engine: TrainingEngineName;
  readonly config: RecogniserConfig;
}

export type ReplicaRequest = LoadRequest | ComputeRequest;

export interface LoadRequest {
  readonly type: 'load';
  readonly weights: ReadonlyMap<string, Numbers>;
  /** Names of the weights that training changes, in the order of the two rows. */
  readonly trained: readonly string[];
  /** Their values, as every part finds them. */
  readonly values: Float32Array<SharedArrayBuffer>;
  /** Their gradients, as this replica leaves them after each part. */
  readonly gradient: Float32Array<SharedArrayBuffer>;
}

export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ComputeRequest {
  readonly type: 'compute';
  readonly images: Float32Array;
  /** [batch, height, width, 1] */
  readonly shape: readonly [number, number, number, number];
  readonly labels: readonly Int32Array[];
  readonly order: PassOrder;
}

/** What is said of a part besides its gradient, which lies in shared memory. */
export type ComputedPart = Omit<PartGradients, 'gradient'>;

/** Answers come in the order of the requests; that to `load` has no part. */
export type ReplicaAnswer =
  | { readonly ok: true; readonly part: ComputedPart | null }
  | { readonly ok: false; readonly error: Failure; readonly isOutOfMemory: boolean };
