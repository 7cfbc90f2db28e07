import { metricDefinitions, type Evaluation } from '../../../shared/contract/evaluation.ts';
import { Definition } from '../../ui/Definition.tsx';
import { formatMetric, isBetterLow, metricTitles, shownMetrics } from './metrics.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';

/** All metrics; pointing at a name or focusing it shows its definition. */
export function MetricsTable({ evaluation: { greedy, decoder } }: { readonly evaluation: Evaluation }) {
  return (
    <NumberTable label="Metrics">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">
            <Definition term="Greedy">
              The network alone: the most likely character of each time step, without lexicon or language
              model.
            </Definition>
          </th>
          <th scope="col">
            <Definition term="With decoder">
              As for photos: beam search with lexicon and language model and, if the words of a page are in
              order, with the neighbouring words.
            </Definition>
          </th>
          <th scope="col">Goal</th>
        </tr>
      </thead>
      <tbody>
        {shownMetrics.map((metric) => (
          <tr key={metric}>
            <th scope="row">
              <Definition term={metricTitles[metric]}>{metricDefinitions[metric]}</Definition>{' '}
              <code className="metric-name">{metric}</code>
            </th>
            <td>{formatMetric(metric, greedy[metric])}</td>
            <td>{formatMetric(metric, decoder[metric])}</td>
            <td className="hint">{isBetterLow(metric) ? 'lower is better' : 'higher is better'}</td>
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}
