import { useOpen } from '../ui/useOpen.ts';
import { GitCompareArrows, Target } from 'lucide-react';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { useCalls } from '../host/useCall.ts';
import { navigation } from '../state/stores.ts';
import { CompareTable } from '../ui/CompareTable.tsx';
import { Button } from '../ui/Button.tsx';
import { BackLink } from '../ui/BackLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { EvaluateDialog } from './EvaluateDialog.tsx';
import { compareCards, compareEvaluations } from './compareModels.ts';

/** Compares models: their details, and how well they read the same words. */
export function CompareModelsScreen({ models: ids }: { readonly models: readonly ModelId[] }) {
  const { answer: cards, error } = useCalls(
    'getModel',
    ids.map((model) => ({ model })),
  );
  const asking = useOpen();
  useWindowTitle('Compare models');
  useGlobalKeys(({ key }) => {
    if (key !== 'Escape') return false;
    navigation.getState().navigate({ screen: 'models' });
    return true;
  });

  if (ids.length < 2 || error !== null) {
    return (
      <EmptyState icon={GitCompareArrows} title="Nothing to compare">
        <p>{error?.message ?? 'Select two or more models in the list, then press C.'}</p>
        <p>
          <a href="#/models">Show all models</a>
        </p>
      </EmptyState>
    );
  }
  if (cards === undefined) return <Loading />;
  const titles = cards.map(({ model }) => model.id);
  const scores = compareEvaluations(cards);
  return (
    <div className="training-screen">
      <header className="photo-header run-header">
        <BackLink href="#/models" label="Back to the models" />
        <div className="photo-title">
          <h1>{ids.length} models compared</h1>
        </div>
      </header>
      <section aria-labelledby="made">
        <h2 id="made">Details</h2>
        <CompareTable name="Details" titles={titles} rows={compareCards(cards)} />
      </section>
      {scores.length === 0 ? (
        <section className="panel" aria-label="Scores">
          <p className="hint">These models have not been evaluated on the same words.</p>
          <Button kind="primary" icon={Target} changes="evaluateModel" onClick={asking.open}>
            Evaluate them on the same words…
          </Button>
        </section>
      ) : (
        scores.map(({ name, rows }) => (
          <section key={name} aria-label={name}>
            <h2>{name}</h2>
            <CompareTable name={name} titles={titles} rows={rows} />
          </section>
        ))
      )}
      {asking.isOpen && (
        <EvaluateDialog
          models={ids}
          dataset={cards.find(({ dataset }) => dataset !== null)?.dataset ?? null}
          onClose={asking.close}
        />
      )}
    </div>
  );
}
