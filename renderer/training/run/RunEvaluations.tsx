import type { Evaluation } from '../../../shared/contract/evaluation.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { useCall } from '../../host/useCall.ts';
import { splitNames } from '../../common/names.ts';
import { formatRoute } from '../../state/route.ts';
import { formatPlural } from '../../ui/format.ts';
import { formatRate } from '../../ui/figures.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';

/** Evaluations before and after, on words used neither for training nor for choosing the best checkpoint. */
export function RunEvaluations({ run }: { readonly run: Run }) {
  const { answer: evaluations = [] } = useCall(
    'listEvaluations',
    { run: run.id },
    { again: run.finishedAt },
  );
  if (evaluations.length === 0) return null;
  const isBefore = ({ id }: Evaluation['model']) => id === run.base.model;
  const beforeAndAfter = evaluations.toSorted(
    (a, b) => Number(isBefore(b.model)) - Number(isBefore(a.model)),
  );
  return (
    <NumberTable label="Evaluations">
      <caption>{captionOf(evaluations)}</caption>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">CER</th>
          <th scope="col">WER</th>
          <th scope="col">CER with decoder</th>
          <th scope="col">WER with decoder</th>
          <th scope="col">Report</th>
        </tr>
      </thead>
      <tbody>
        {beforeAndAfter.map(({ id, model, greedy, decoder }) => (
          <tr key={id}>
            <th scope="row">
              {isBefore(model) ? 'before' : 'after'}: {model.id}
            </th>
            <td>{formatRate(greedy.cer)}</td>
            <td>{formatRate(greedy.wer)}</td>
            <td>{formatRate(decoder.cer)}</td>
            <td>{formatRate(decoder.wer)}</td>
            <td>
              <a
                href={formatRoute({ screen: 'evaluation', evaluation: id })}
                aria-label={`Report on ${model.id}`}
              >
                Report
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}

function captionOf([first]: readonly Evaluation[]): string {
  if (first === undefined) return '';
  const split = first.split === null ? 'All words' : `${splitNames[first.split]} split`;
  return `${split}, ${formatPlural(first.words, 'word')}, exact text`;
}
