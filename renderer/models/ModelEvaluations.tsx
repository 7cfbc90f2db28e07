import { useOpen } from '../ui/useOpen.ts';
import { Target } from 'lucide-react';
import type { Evaluation } from '../../shared/contract/evaluation.ts';
import type { ModelCard } from '../../shared/contract/modelCalls.ts';
import { splitNames } from '../common/names.ts';
import { formatRoute } from '../state/route.ts';
import { formatDay, formatRate } from '../ui/figures.ts';
import { VersionName } from '../common/versions.tsx';
import { Button } from '../ui/Button.tsx';
import { formatCount, formatMoment } from '../ui/format.ts';
import { NumberTable } from '../ui/NumberTable.tsx';
import { EvaluateDialog } from './EvaluateDialog.tsx';

export function ModelEvaluations({
  card: { model, dataset, seen, evaluations },
}: {
  readonly card: ModelCard;
}) {
  const asking = useOpen();
  return (
    <section className="panel" aria-labelledby="evaluations">
      <header className="section-header">
        <h2 id="evaluations">Evaluations</h2>
        <Button icon={Target} changes="evaluateModel" disabled={model.problem !== null} onClick={asking.open}>
          Evaluate…{' '}
        </Button>
      </header>
      {evaluations.length === 0 ? (
        <p className="hint">
          Not evaluated on this machine yet. Evaluate it on a dataset version that it was not trained on, to
          see all metrics and the worst mistakes.
        </p>
      ) : (
        <EvaluationTable evaluations={evaluations} />
      )}
      {asking.isOpen && (
        <EvaluateDialog models={[model.id]} dataset={dataset} trainedOn={seen} onClose={asking.close} />
      )}
    </section>
  );
}

function EvaluationTable({ evaluations }: { readonly evaluations: readonly Evaluation[] }) {
  return (
    <NumberTable
      label="Evaluations"
      columns={['Dataset', 'Split', 'Words', 'CER', 'WER', 'CER, decoder', 'WER, decoder', 'Date']}
    >
      {evaluations.map(({ id, dataset, split, words, greedy, decoder, at }) => (
        <tr key={id}>
          <th scope="row">
            <a href={formatRoute({ screen: 'evaluation', evaluation: id })}>
              <VersionName version={dataset} />
            </a>
          </th>
          <td>{split === null ? 'All' : splitNames[split]}</td>
          <td>{formatCount(words)}</td>
          <td>{formatRate(greedy.cer)}</td>
          <td>{formatRate(greedy.wer)}</td>
          <td>{formatRate(decoder.cer)}</td>
          <td>{formatRate(decoder.wer)}</td>
          <td title={formatMoment(at) ?? at}>{formatDay(at)}</td>
        </tr>
      ))}
    </NumberTable>
  );
}
