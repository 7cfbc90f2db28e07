import { expect, it } from 'vitest';
import { nameOfMaker } from '../../../renderer/datasets/names.ts';

it('names who wrote texts down: a model by its name, and by the start of its digits once it is gone', () => {
  const sha256 = '3fa91c0d2b'.padEnd(64, '0');
  const models = [{ name: 'Starter recogniser', sha256 }];
  expect(nameOfMaker({ kind: 'model', source: sha256 }, models)).toBe('Starter recogniser');
  expect(nameOfMaker({ kind: 'model', source: sha256 }, [])).toBe('A model (3fa91c0d2b)');
  expect(nameOfMaker({ kind: 'person', source: '' }, models)).toBe('A person');
  expect(nameOfMaker({ kind: 'import', source: 'iam' }, models)).toBe('Import from iam');
});
