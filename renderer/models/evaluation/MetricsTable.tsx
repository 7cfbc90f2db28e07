import { metricDefinitions, type Evaluation } from '../../../shared/contract/evaluation.ts';
import { Definition } from '../../ui/Definition.tsx';
import { formatMetric, isBetterLow, metricTitles, shownMetrics } from './metrics.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';

/** Every metric under its right name, with its definition for those who point at it or reach it by key. */
export function MetricsTable({ evaluation: { greedy, decoder } }: { readonly evaluation: Evaluation }) {
  return (
    <NumberTable label="Metrics">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">
            <Definition term="Best path">
              What the network alone reads: the likeliest letter of each time step, without language or
              lexicon.
            </Definition>
          </th>
          <th scope="col">
            <Definition term="With the decoder">
              What reading photos gives: the best of many paths, weighed by language and lexicon and, where
              the words of a page are in order, by the words beside it.
            </Definition>
          </th>
          <th scope="col">Better</th>
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
            <td className="hint">{isBetterLow(metric) ? 'less' : 'more'}</td>
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}
