import { expect, it } from 'vitest';
import { probeInProcess } from '../../../../main/ml/backends/listEngines.ts';

// The first step of the starter's network takes 20 seconds of processor time.
it('is patient with the first training step, and counts again from there', async () => {
  await expect(probeInProcess('wasm', 600, { first: 600, then: 1 })).resolves.toEqual({
    ok: false,
    problem: 'The engine wasm gave no result within 1 seconds.',
  });
});
