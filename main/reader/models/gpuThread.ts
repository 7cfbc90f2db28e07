import { Tensor } from 'onnxruntime-node';
import { callTable, trusted, withoutProgress, type CallsOf } from '../../rpc/calls.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';
import type { FloatTensor, ModelSession } from './onnxSession.ts';

/** The first batch of a width compiles shaders. A driver that takes longer than this does not answer any more. */
const usualPatienceMs = 60_000;

export const gpuThreadCalls = callTable({
  /** Opens a model on WebGPU. Returns its number. */
  open: withoutProgress({ args: trusted<Uint8Array>(), result: trusted<number>() }),
  run: withoutProgress({
    args: trusted<RunRequest>(),
    /** The outputs asked for, in their order. */
    result: trusted<readonly FloatTensor[]>(),
  }),
  close: withoutProgress({ args: trusted<number>(), result: trusted<null>() }),
});
export type GpuThreadCalls = CallsOf<typeof gpuThreadCalls>;

interface RunRequest {
  /** The number of the model. */
  readonly model: number;
  readonly input: string;
  readonly tensor: FloatTensor;
  readonly outputs: readonly string[];
}

/** A model on the GPU. */
export interface GpuSession extends ModelSession {
  /** Whether the GPU has not failed so far. */
  isUsable(): boolean;
  /** Ends the use of the GPU by all models until the process ends. */
  fail(problem: unknown): void;
  close(): void;
}

/** The GPU, used from one thread: ONNX Runtime shares one device between all sessions of a process. */
export interface Gpu {
  /** Null if the GPU has failed or cannot run the model. */
  open(bytes: Uint8Array): Promise<GpuSession | null>;
  /** Why the GPU is not used any more, for people; null while it works. */
  problem(): string | null;
}

/** @param patienceMs after which a call counts as failed; longer for a software driver */
export function startGpu(patienceMs = usualPatienceMs): Gpu {
  const thread = startThread(entryBeside(import.meta, 'gpuThreadEntry'), gpuThreadCalls);
  let problem: string | null = null;

  function fail(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    // ONNX Runtime puts its source line and the condition that was false before what it has to say.
    problem ??= message.split(' was false. ').at(-1)?.trim() ?? message;
    // Once the driver has answered: a thread that is ended inside ONNX Runtime ends the process.
    thread.retire();
  }
  async function orFail<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const signal = AbortSignal.timeout(patienceMs);
    try {
      return await work(signal);
    } catch (thrown) {
      const late = `The driver did not answer within ${patienceMs / 1000} seconds.`;
      const error = signal.aborted ? new Error(late, { cause: thrown }) : thrown;
      fail(error);
      throw error;
    }
  }

  return {
    problem: () => problem,
    async open(bytes) {
      if (problem !== null) return null;
      const opened = await orFail((signal) => thread.call('open', bytes, { signal })).catch(() => null);
      if (opened === null) return null;
      return {
        isUsable: () => problem === null,
        fail,
        async run(feeds, outputs) {
          const [[input, given] = ['', undefined]] = Object.entries(feeds);
          if (!(given?.data instanceof Float32Array)) throw new TypeError('A model has one float32 input.');
          const tensor = { data: given.data, shape: given.dims };
          const results = await orFail((signal) =>
            thread.call('run', { model: opened, input, tensor, outputs }, { signal }),
          );
          const named = results.map(({ data, shape }, index): [string, Tensor] => [
            outputs[index] ?? '',
            new Tensor('float32', data, shape),
          ]);
          return Object.fromEntries(named);
        },
        close() {
          void thread.call('close', opened).catch(() => undefined);
        },
      };
    },
  };
}
