import { measuredParameters } from '../../../support/measuredNetwork.ts';
import { expect, it } from 'vitest';
import { measuredConfig } from '../../../../main/ml/backends/measureTraining.ts';

it('counts the parameters of the measured network in a process that has started no engine', async () => {
  const count = await measuredParameters();

  // The last matrix alone: from both directions of the last recurrent layer to the classes.
  const outputs = 2 * (measuredConfig.recurrent.at(-1) ?? 0) * measuredConfig.classes;
  expect(outputs).toBeGreaterThan(0);
  expect(count).toBeGreaterThan(outputs);
});
