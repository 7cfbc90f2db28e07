import { join } from 'node:path';
import { Tensor } from '../../../../main/ml/onnx/runtime.ts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGpu, type GpuSession } from '../../../../main/reader/models/gpuThread.ts';
import { withLogProbabilities } from '../../../../main/ml/onnx/editModel.ts';
import { logProbabilitiesOutput } from '../../../../main/ml/onnx/outputs.ts';
import { tinyDetector, tinyRecogniser } from '../../../support/tinyModels.ts';

/** Takes 300 ms for each call, and fails when it is entered twice. */
const entry = join(import.meta.dirname, '../../../support/gpuThatFailsWhenEnteredTwice.ts');
const image = { input: 'image', shape: [1, 1, 48, 64], output: logProbabilitiesOutput };

async function opened(patienceMs?: number) {
  const gpu = startGpu(patienceMs, entry);
  const [detector, recogniser] = await Promise.all([
    gpu.open(tinyDetector()),
    gpu.open(withLogProbabilities(tinyRecogniser()), [image]),
  ]);
  if (detector === null || recogniser === null) throw new Error(`Not opened: ${gpu.problem() ?? ''}`);
  return { gpu, detector, recogniser };
}

const find = (detector: GpuSession) =>
  detector.run({ ink: new Tensor('float32', new Float32Array(64 * 64), [1, 1, 64, 64]) }, ['kernel']);
const read = (recogniser: GpuSession) =>
  recogniser.run({ image: new Tensor('float32', new Float32Array(48 * 64), image.shape) }, [image.output]);

describe('The GPU', () => {
  it('computes for one model at a time, also while others are opened and closed', async () => {
    const { gpu, detector, recogniser } = await opened();
    const more = gpu.open(tinyDetector());
    detector.close();
    const outputs = await Promise.all([read(recogniser), read(recogniser), more, read(recogniser)]);
    expect(gpu.problem()).toBeNull();
    expect(outputs).not.toContain(null);
    const again = await more;
    expect(again === null ? null : Object.keys(await find(again))).toEqual(['kernel']);
  });

  it(
    'is given up when one call takes too long, not when calls wait for each other',
    { timeout: 30_000 },
    async () => {
      const { gpu, detector, recogniser } = await opened(4000);
      // 16 calls of 300 ms.
      const calls = Array.from({ length: 8 }, () => [find(detector), read(recogniser)]).flat();
      await expect(Promise.all(calls)).resolves.toHaveLength(16);
      expect(gpu.problem()).toBeNull();
      const hasty = startGpu(100, entry);
      await expect(hasty.open(tinyDetector())).resolves.toBeNull();
      expect(hasty.problem()).toBe('The driver did not answer within 0.1 seconds.');
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'on Linux, says what is missing where there is none',
    { timeout: 60_000 },
    async () => {
      vi.stubEnv('VK_DRIVER_FILES', '/nowhere/icd.json');
      onTestFinished(() => void vi.unstubAllEnvs());
      const gpu = startGpu();
      await expect(gpu.open(tinyDetector())).resolves.toBeNull();
      expect(gpu.problem()).toContain('The driver /nowhere/icd.json needs a readable file');
    },
  );

  it('runs what is to be rehearsed before a model counts as open, and refuses one that cannot run it', async () => {
    const gpu = startGpu(undefined, entry);
    const wrong = { ...image, output: 'no such output' };
    await expect(gpu.open(withLogProbabilities(tinyRecogniser()), [wrong])).resolves.toBeNull();
    expect(gpu.problem()).toContain('no such output');
  });
});
