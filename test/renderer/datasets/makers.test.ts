import { expect, it } from 'vitest';
import { nameOfMaker } from '../../../renderer/common/names.ts';

it('text sources are named: a model by its name, or by the start of its hash once it is removed', () => {
  const sha256 = '3fa91c0d2b'.padEnd(64, '0');
  const models = [{ name: 'Starter recogniser', sha256 }];
  expect(nameOfMaker({ kind: 'model', source: sha256 }, models)).toBe('Starter recogniser');
  expect(nameOfMaker({ kind: 'model', source: sha256 }, [])).toBe('Model (3fa91c0d2b)');
  expect(nameOfMaker({ kind: 'person', source: '' }, models)).toBe('Person');
  expect(nameOfMaker({ kind: 'import', source: 'iam' }, models)).toBe('Import from iam');
});
