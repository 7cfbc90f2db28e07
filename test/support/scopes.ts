import { afterEach, beforeEach } from 'vitest';
import { tf } from '../../main/ml/tf.ts';

/** Disposes what tensors each test of a file makes. */
export function disposeAfterEach(): void {
  beforeEach(() => {
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
  });
}
