import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { temporaryFolder } from '../../support/library.ts';
import { RandomStates } from '../../support/randomStates.ts';

const steps = 140;

it(`whatever models and people do in turn, no state is lost (${String(steps)} steps)`, async () => {
  const states = new RandomStates(temporaryFolder(), createRandom(3));
  for (let step = 1; step <= steps; step += 1) {
    await states.step();
    if (step % 20 === 0) states.check();
  }
  expect(states.reads).toBeGreaterThan(3);
  expect(states.restored).toBeGreaterThan(3);
  states.close();
});
