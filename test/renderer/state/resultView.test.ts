import { expect, it } from 'vitest';
import { createResultViewStore } from '../../../renderer/state/resultView.ts';

function storageWith(text: string | null) {
  const kept = { text };
  return {
    kept,
    getItem: () => kept.text,
    setItem: (_: string, value: string) => {
      kept.text = value;
    },
  };
}

it('the view of the results is remembered', () => {
  const storage = storageWith(null);
  const store = createResultViewStore(storage);
  expect(store.getState()).toMatchObject({ layout: 'grid', size: 300 });
  store.getState().change({ size: 420 });
  store.getState().change({ layout: 'list' });
  expect(createResultViewStore(storage).getState()).toMatchObject({ layout: 'list', size: 420 });
});

it.each(['{', '[]', '{"layout":"rows","size":300}', '{"layout":"grid","size":9}'])(
  'what another program stored, %s, is ignored',
  (text) => {
    expect(createResultViewStore(storageWith(text)).getState()).toMatchObject({ layout: 'grid', size: 300 });
  },
);
