import os from 'node:os';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import { counted } from '../../../shared/text.ts';
import { hasArrayForms } from '../fast/tensorflowOp.ts';

/** Above this, what is handed around at every step costs more than a further thread brings. */
const mostSideBySide = 4;

/** How the processors train side by side. */
export interface ProcessorShares {
  /** Threads that each compute a part of every batch. */
  readonly sideBySide: number;
  /** Threads that TensorFlow itself may use in each of them. */
  readonly threadsEach: number;
}

/**
 * One part of a batch on each processor: the ops of a small network are too short for many threads to share
 * one, and sharing them brings next to nothing. INKDEX_THREADS says how many processors there are to use.
 */
export function processorShares(): ProcessorShares {
  const sideBySide = Math.min(processors(), mostSideBySide);
  return { sideBySide, threadsEach: Math.floor(processors() / sideBySide) };
}

/** The processor's name as the system gives it, and how many of its threads are used: for people. */
export function processorName(): string {
  return `${os.cpus()[0]?.model ?? process.arch}, ${counted(processors(), 'thread')}`;
}

/** Threads of the machine that training may use. */
export function processors(): number {
  const chosen = Number(process.env.INKDEX_THREADS);
  return Number.isInteger(chosen) && chosen > 0 ? chosen : os.availableParallelism();
}

/** How many threads compute beside the one that trains on the engine in use: none where a GPU does the work. */
export function replicaCount(engine: TrainingEngineName): number {
  const isOnProcessor = engine === 'wasm' || (engine === 'tensorflow' && hasArrayForms());
  return isOnProcessor ? processorShares().sideBySide - 1 : 0;
}
