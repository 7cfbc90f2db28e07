import type { Gpu, GpuSession } from '../../main/reader/models/gpuThread.ts';
import { openSession } from '../../main/reader/models/onnxSession.ts';

/** A GPU that computes on the processor, and fails from a run on. */
export function gpuThatFails(failsFrom: number): Gpu & { runs: number } {
  let problem: string | null = null;
  const gpu = {
    runs: 0,
    problem: () => problem,
    async open(bytes: Uint8Array): Promise<GpuSession> {
      const session = await openSession(bytes, 1);
      return {
        isUsable: () => problem === null,
        fail: (thrown) => {
          problem ??= thrown instanceof Error ? thrown.message : String(thrown);
        },
        run(feeds, outputs) {
          gpu.runs += 1;
          if (gpu.runs >= failsFrom) return Promise.reject(new Error('The device was lost.'));
          return session.run({ ...feeds }, [...outputs]);
        },
        close: () => undefined,
      };
    },
  };
  return gpu;
}
