import type { CallHandlers, CallsOf, CallTable } from '../rpc/calls.ts';
import { modelCalls } from './calls/models.ts';
import { pdfCalls, pictureCalls } from './calls/pictures.ts';
import { readingCalls } from './calls/reading.ts';
import { sampleCalls } from './calls/samples.ts';
import { trainerCalls } from './calls/training.ts';

const readerCalls = { ...pictureCalls, ...readingCalls, ...sampleCalls, ...modelCalls };

/** The types of the calls that each kind of worker answers. */
export interface WorkerCalls {
  readonly reader: CallsOf<typeof readerCalls>;
  readonly pdf: CallsOf<typeof pdfCalls>;
  readonly trainer: CallsOf<typeof trainerCalls>;
}
export type WorkerKind = keyof WorkerCalls;

export const workerCalls: { readonly [Kind in WorkerKind]: CallTable<WorkerCalls[Kind]> } = {
  reader: readerCalls,
  pdf: pdfCalls,
  trainer: trainerCalls,
};

export type WorkerResult<
  Kind extends WorkerKind,
  Name extends keyof WorkerCalls[Kind],
> = WorkerCalls[Kind][Name] extends { readonly result: infer Result } ? Result : never;
export type WorkerHandlers<Kind extends WorkerKind> = CallHandlers<WorkerCalls[Kind]>;
