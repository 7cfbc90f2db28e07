import os from 'node:os';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import { counted } from '../../../shared/text.ts';
import { hasArrayForms } from '../fast/tensorflowOp.ts';
import { threadCount } from '../../installation.ts';

/** With more threads, the exchange at every step costs more than another thread gains. */
const mostSideBySide = 4;

/** How the processors share the training. */
export interface ProcessorShares {
  /** Threads that each compute a part of every batch. */
  readonly sideBySide: number;
  /** Threads that TensorFlow itself may use in each of them. */
  readonly threadsEach: number;
}

/**
 * One part of a batch on each processor, because the ops of a small network are too short to be shared by threads.
 */
export function processorShares(): ProcessorShares {
  const threads = threadCount();
  const sideBySide = Math.min(threads, mostSideBySide);
  return { sideBySide, threadsEach: Math.floor(threads / sideBySide) };
}

/** The processor's name and the number of threads in use, as a text for people. */
export function processorName(): string {
  return `${os.cpus()[0]?.model ?? process.arch}, ${counted(threadCount(), 'thread')}`;
}

/** The number of threads that compute in addition to the training thread: 0 if a GPU does the work. */
export function replicaCount(engine: TrainingEngineName): number {
  const isOnProcessor = engine === 'wasm' || (engine === 'tensorflow' && hasArrayForms());
  return isOnProcessor ? processorShares().sideBySide - 1 : 0;
}
