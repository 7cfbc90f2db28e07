import { Tensor } from '../../ml/onnx/runtime.ts';
import { explainVulkan, useNvidiaWithoutX } from '../../ml/backends/vulkanFiles.ts';
import { callTable, trusted, withoutProgress, type CallsOf } from '../../rpc/calls.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';
import type { FloatTensor, ModelSession } from './onnxSession.ts';

/** The first runs of a model compile shaders. A driver that takes longer than this does not answer any more. */
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
  /**
   * Null if the GPU has failed or cannot run the model.
   *
   * @param rehearsal inputs to run first, so that their shaders are compiled
   */
  open(bytes: Uint8Array, rehearsal?: readonly Rehearsal[]): Promise<GpuSession | null>;
  /** Why the GPU is not used any more, for people; null while it works. */
  problem(): string | null;
}

/** A run on an input of zeros. */
export interface Rehearsal {
  readonly input: string;
  readonly shape: readonly number[];
  readonly output: string;
}

let ofProcess: Gpu | undefined;

/** The GPU of this process, for all models: two that compute at once on Vulkan end the process (onnxruntime #32561). */
export function sharedGpu(): Gpu {
  return (ofProcess ??= startGpu());
}

/**
 * @param patienceMs how long one call may compute until it counts as failed; longer for a software driver
 * @param entry another thread, for tests
 */
export function startGpu(
  patienceMs = usualPatienceMs,
  entry = entryBeside(import.meta, 'gpuThreadEntry'),
): Gpu {
  useNvidiaWithoutX();
  const thread = startThread(entry, gpuThreadCalls);
  let problem: string | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function fail(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    // ONNX Runtime puts its source line and the condition that was false before what it has to say.
    const found = message.split(' was false. ').at(-1)?.trim() ?? message;
    problem ??= /adapter/iu.test(found) ? `${found} ${explainVulkan()}`.trim() : found;
    // Once the driver has answered: a thread that is ended inside ONNX Runtime ends the process.
    thread.retire();
  }
  /** Sends a call at once; its patience begins when the thread has answered all calls before it. */
  async function orFail<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const late = new AbortController();
    const before = last;
    const answer = work(late.signal);
    last = Promise.allSettled([before, answer]);
    let timer: NodeJS.Timeout | undefined;
    void before.then(() => {
      timer = setTimeout(() => {
        late.abort();
      }, patienceMs);
    });
    try {
      return await answer;
    } catch (thrown) {
      const message = `The driver did not answer within ${patienceMs / 1000} seconds.`;
      const error = late.signal.aborted ? new Error(message, { cause: thrown }) : thrown;
      fail(error);
      throw error;
    } finally {
      // After `before`, which may have been answered together with this one.
      void before.then(() => {
        clearTimeout(timer);
      });
    }
  }
  async function run(model: number, input: string, tensor: FloatTensor, outputs: readonly string[]) {
    return await orFail((signal) => thread.call('run', { model, input, tensor, outputs }, { signal }));
  }

  return {
    problem: () => problem,
    async open(bytes, rehearsal = []) {
      if (problem !== null) return null;
      let opened: number;
      try {
        opened = await orFail((signal) => thread.call('open', bytes, { signal }));
        for (const { input, shape, output } of rehearsal) {
          const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
          await run(opened, input, { data, shape }, [output]);
        }
      } catch {
        return null;
      }
      return {
        isUsable: () => problem === null,
        fail,
        async run(feeds, outputs) {
          const [[input, given] = ['', undefined]] = Object.entries(feeds);
          if (!(given?.data instanceof Float32Array)) throw new TypeError('A model has one float32 input.');
          const results = await run(opened, input, { data: given.data, shape: given.dims }, outputs);
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
