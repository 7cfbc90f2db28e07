import { expect, it } from 'vitest';
import { createIamDialog } from '../../../renderer/training/start/iamDialog.ts';

it.each([
  ['/data/iam', [{ format: 'iam', likelihood: 0.95 }], 'iam'],
  ['/data/photos', [], 'other'],
  ['/data/alto', [{ format: 'alto', likelihood: 1 }], 'other'],
  ['/data/iam.zip', [], 'unknown'],
])('%s with the formats %j is %s', async (path, formats, expected) => {
  const dialog = createIamDialog({ recogniseFormat: () => Promise.resolve(formats) });
  await dialog.getState().choose(path);
  expect(dialog.getState().check).toBe(expected);
});
