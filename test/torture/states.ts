import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../shared/random.ts';
import { RandomStates } from '../support/randomStates.ts';

const stepsOfLibrary = 1_000;

/** Returns 1 for the first state that was lost, with its seed and step, else 0. */
export async function tortureStates(steps: number, seed: number, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (let library = seed; done < steps && !signal.aborted; library += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'inkdex-states-'));
    const states = new RandomStates(folder, createRandom(library));
    try {
      for (let step = 1; step <= Math.min(stepsOfLibrary, steps - done); step += 1) {
        await states.step();
        if (step % 100 === 0) states.check();
      }
    } catch (thrown) {
      console.log(`Seed ${library}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return 1;
    } finally {
      states.close();
      rmSync(folder, { recursive: true, force: true });
    }
    done += stepsOfLibrary;
    const { reads, restored, repairs } = states;
    console.log(`Seed ${library}: ${reads} readings, ${restored} restored, ${repairs} repairs`);
  }
  return 0;
}
