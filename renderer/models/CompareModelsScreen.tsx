import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Run } from '../../shared/contract/run.ts';
import { runList } from '../state/stores.ts';
import { CompareScreen } from '../common/CompareScreen.tsx';
import { useOpen } from '../ui/useOpen.ts';
import { Target } from 'lucide-react';
import type { ModelId } from '../../shared/contract/model.ts';
import { useCalls } from '../host/useCall.ts';
import { CompareTable } from '../ui/CompareTable.tsx';
import { Button } from '../ui/Button.tsx';
import { EvaluateDialog } from './EvaluateDialog.tsx';
import { compareCards, compareEvaluations } from './compareModels.ts';

const noRuns: readonly Run[] = [];

/** Compares models: their details, and how well they read the same words. */
export function CompareModelsScreen({ models: ids }: { readonly models: readonly ModelId[] }) {
  const { answer: cards, error } = useCalls(
    'getModel',
    ids.map((model) => ({ model })),
  );
  const titles = (cards ?? []).map(({ model }) => model.id);
  return (
    <CompareScreen what="models" list={{ screen: 'models' }} count={ids.length} error={error}>
      {cards && <Comparison titles={titles} cards={cards} />}
    </CompareScreen>
  );
}

interface ComparisonProps {
  readonly titles: readonly ModelId[];
  readonly cards: readonly ModelCard[];
}

function Comparison({ titles, cards }: ComparisonProps) {
  const asking = useOpen();
  const scores = compareEvaluations(cards);
  const runs = useStore(runList, (state) => state.runs ?? noRuns);
  useEffect(() => void runList.getState().refresh(), []);
  return (
    <>
      <section aria-labelledby="made">
        <h2 id="made">Details</h2>
        <CompareTable name="Details" titles={titles} rows={compareCards(cards, runs)} />
      </section>
      {scores.length === 0 ? (
        <section className="panel" aria-label="Scores">
          <p className="hint">
            These models were never evaluated on the same words. The table above shows what each one’s own run
            measured.
          </p>
          <Button kind="primary" icon={Target} changes="evaluateModel" onClick={asking.open}>
            Evaluate them on the same words…
          </Button>
        </section>
      ) : (
        scores.map(({ name, rows, trained }) => (
          <section key={name} aria-label={name}>
            <h2>{name}</h2>
            {trained.length > 0 && (
              <p className="remark">
                {trained.join(' and ')} {trained.length === 1 ? 'was' : 'were'} trained on these words: the
                scores say nothing about other words.
              </p>
            )}
            <CompareTable name={name} titles={titles} rows={rows.slice(0, 3)} />
            <details className="all-settings">
              <summary>All metrics</summary>
              <CompareTable name="All metrics" titles={titles} rows={rows.slice(3)} />
            </details>
          </section>
        ))
      )}
      {asking.isOpen && (
        <EvaluateDialog
          models={titles}
          dataset={cards.find(({ dataset }) => dataset !== null)?.dataset ?? null}
          trainedOn={cards.flatMap(({ seen }) => seen)}
          onClose={asking.close}
        />
      )}
    </>
  );
}
