import type { Tensor } from '../tf.ts';

/** Parameters of the forward pass of a part. */
export interface PassOrder {
  /** State of the randomness that seeds its dropout masks. */
  readonly random: number;
  /** The statistics that batch norm uses; by default those of the part. */
  readonly normalization?: 'batch' | 'running';
}

/** Loss and gradient of a part of a batch. */
export interface PartGradients {
  /** Mean loss over the part. */
  readonly loss: number;
  /** Gradient of all trained weights as one vector. The replica's next part overwrites it. */
  readonly gradient: Float32Array;
  /** Batch statistics of batch norm, by the name of the running statistic. */
  readonly statistics: readonly (readonly [name: string, batch: Float32Array])[];
}

/**
 * Synchronous data parallelism: threads that each have a copy of the network and compute the gradient of a part of
 * every batch (Chen et al., "Revisiting distributed synchronous SGD", 2016). The result depends on the parts only,
 * not on the thread that computes them.
 */
export interface Replicas<Batch> {
  readonly count: number;
  /**
   * Copies the current weights to every replica.
   *
   * @param trained names of the weights that training changes, in the order of their row
   */
  load(weights: ReadonlyMap<string, Tensor>, trained: readonly string[]): Promise<void>;
  /** Copies the trained weights to every replica. No part may be in progress. */
  share(weights: Float32Array): void;
  /**
   * Computes a part on a replica, which must have finished its previous part. The caller can dispose the part
   * immediately.
   *
   * @param replica index from 0
   * @throws OutOfMemory, or InkdexError `engine-crashed` if its thread has ended
   */
  compute(replica: number, part: Batch, order: PassOrder): Promise<PartGradients>;
  close(): Promise<void>;
}
