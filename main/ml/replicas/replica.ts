import type { Tensor } from '../tf.ts';

/** What a part's pass through the network takes besides the part. */
export interface PassOrder {
  /** State of the randomness that seeds its dropout masks. */
  readonly random: number;
  /** What batch norm goes by; the part's own statistics where left out. */
  readonly normalization?: 'batch' | 'running';
}

/** What a part of a batch says of the weights. */
export interface PartGradients {
  /** Mean over the part. */
  readonly loss: number;
  /** Of all trained weights in a row; the replica's next part overwrites it. */
  readonly gradient: Float32Array;
  /** What batch norm saw, by the name of the running statistic. */
  readonly statistics: readonly (readonly [name: string, batch: Float32Array])[];
}

/**
 * Threads that each hold a copy of the network and compute the gradients of a part of every batch (data
 * parallelism; Dean et al., "Large scale distributed deep networks", 2012, with every step waiting for all of
 * them). What is computed depends on the parts alone, not on who computes them.
 */
export interface Replicas<Batch> {
  readonly count: number;
  /**
   * Gives every replica the network as it is now.
   *
   * @param trained names of the weights that training changes, in the order of their row
   */
  load(weights: ReadonlyMap<string, Tensor>, trained: readonly string[]): Promise<void>;
  /** Puts trained weights in place everywhere; no part may be under way. */
  share(weights: Float32Array): void;
  /**
   * Has a replica compute a part; it must have finished the one before. The part can be disposed at once.
   *
   * @param replica from 0
   * @throws OutOfMemory, or InkdexError `engine-crashed` when its thread has ended
   */
  compute(replica: number, part: Batch, order: PassOrder): Promise<PartGradients>;
  close(): Promise<void>;
}
