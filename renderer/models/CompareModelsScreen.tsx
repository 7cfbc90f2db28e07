import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { CompareScreen } from '../common/CompareScreen.tsx';
import { useOpen } from '../ui/useOpen.ts';
import { Target } from 'lucide-react';
import type { ModelId } from '../../shared/contract/model.ts';
import { useCalls } from '../host/useCall.ts';
import { CompareTable } from '../ui/CompareTable.tsx';
import { Button } from '../ui/Button.tsx';
import { EvaluateDialog } from './EvaluateDialog.tsx';
import { compareCards, compareEvaluations } from './compareModels.ts';

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
  return (
    <>
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
          models={titles}
          dataset={cards.find(({ dataset }) => dataset !== null)?.dataset ?? null}
          onClose={asking.close}
        />
      )}
    </>
  );
}
