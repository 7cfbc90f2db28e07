import type { Random } from '../../shared/random.ts';
import type { Tensor, Variable } from './tf.ts';

/** What a block has to know of the pass it runs in, besides its input and its weights. */
export interface ForwardPass {
  /** Batch statistics and dropout while training; running statistics and none while reading. */
  readonly training: boolean;
  /**
   * What batch norm goes by while training: each batch's own statistics, or the running ones, which stay as
   * they are. Left out: the batch's.
   */
  readonly normalization?: 'batch' | 'running';
  /** Seeds dropout masks. */
  readonly random: Random;
  /**
   * Reports a batch statistic (a kept tensor, the receiver disposes it) for a running statistic, to
   * be folded in after the step: a forward pass itself changes nothing.
   */
  observe(running: Variable, batch: Tensor): void;
}
