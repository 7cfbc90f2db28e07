import { expect, it } from 'vitest';
import { resultViewForm } from '../../../renderer/state/resultView.ts';
import { createViewStore } from '../../../renderer/state/viewStore.ts';

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
  const store = createViewStore(storage, resultViewForm);
  expect(store.getState()).toMatchObject({ layout: 'grid', size: 300 });
  store.getState().change({ size: 420 });
  store.getState().change({ layout: 'list' });
  expect(createViewStore(storage, resultViewForm).getState()).toMatchObject({ layout: 'list', size: 420 });
});

it.each(['{', '[]', '{"layout":"rows","size":300}', '{"layout":"grid","size":9}'])(
  'what another program stored, %s, is ignored',
  (text) => {
    expect(createViewStore(storageWith(text), resultViewForm).getState()).toMatchObject({
      layout: 'grid',
      size: 300,
    });
  },
);
