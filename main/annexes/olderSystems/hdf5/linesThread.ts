import { z } from 'zod';
import { splitSchema } from '../../../../shared/contract/dataset.ts';
import { callTable, withoutProgress } from '../../../rpc/calls.ts';
import { entryBeside, startThread } from '../../../rpc/thread.ts';

const count = z.number().int().nonnegative();

/** A file may send HDF5 in circles: after this time the thread is ended. */
const deadlineMs = 60_000;

/** A thread that reads one file of lines. HDF5 runs there as WebAssembly, which sees this file and no other. */
export const linesCalls = callTable({
  /** The splits that the file has. */
  open: withoutProgress({
    deadlineMs,
    args: z.object({ path: z.string() }),
    result: z.array(
      z.object({
        ...{ split: splitSchema, lines: count, height: count, width: count },
        /** Of one line, unpacked, with the classes of its characters. */
        lineBytes: count,
      }),
    ),
  }),
  /** Lines from one on, about 4 MB and at most 4,000: their pixels, row by row, and the classes of their characters. */
  readLines: withoutProgress({
    deadlineMs,
    args: z.object({ split: splitSchema, from: count }),
    result: z.array(z.object({ pixels: z.instanceof(Uint8Array), classes: z.array(z.number()) })),
  }),
});

export function startLinesThread() {
  return startThread(entryBeside(import.meta, 'linesThreadEntry'), linesCalls);
}
