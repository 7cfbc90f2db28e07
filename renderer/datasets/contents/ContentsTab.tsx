import { ChartNoAxesColumn } from 'lucide-react';
import { sampleLevelSchema } from '../../../shared/contract/dataset.ts';
import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import { wordMarkSchema } from '../../../shared/contract/word.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf } from '../../state/datasetRoute.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format.ts';
import type { TabProps } from '../DatasetScreen.tsx';
import { levelNames, markNames, nameOfMaker } from '../../common/names.ts';
import { Refused } from '../Refused.tsx';
import { Counts } from './Counts.tsx';
import { LengthPlot } from './LengthPlot.tsx';
import { Letters } from './Letters.tsx';
import { samplesAddress } from './samplesAddress.ts';
import { SplitBar } from './SplitBar.tsx';
import { Writers } from './Writers.tsx';

/** The contents of a dataset as numbers and plots, linked to the samples that they count. */
export function ContentsTab({ route }: TabProps) {
  const contents = contentsOf(route);
  const { answer: statistics, error } = useCall('getStatistics', { contents });
  const { answer: models = [] } = useCall('listModels', {});
  if (error !== null) return <Refused error={error} />;
  if (statistics === undefined) return <div className="dataset-page" aria-busy />;
  if (statistics.samples === 0) {
    return (
      <EmptyState icon={ChartNoAxesColumn} title="No samples">
        <p>Import samples into the dataset, or restore one of its versions.</p>
      </EmptyState>
    );
  }
  return (
    <div className="dataset-page contents">
      <Totals statistics={statistics} />
      <section aria-labelledby="splits">
        <h2 id="splits">Splits</h2>
        <SplitBar
          splits={statistics.splits}
          addressOf={(split) => samplesAddress(route, { split })}
          isLegend
        />
      </section>
      <div className="contents-columns">
        <Counts
          title="Types"
          rows={sampleLevelSchema.options.map((level) => ({
            name: levelNames[level],
            count: statistics.levels[level],
            address: samplesAddress(route, { level }),
          }))}
        />
        <Counts
          title="Marks"
          rows={wordMarkSchema.options.map((mark) => ({
            name: markNames[mark],
            count: statistics.marks[mark],
            address: samplesAddress(route, { mark }),
          }))}
        />
        <Counts
          title="Text sources"
          rows={statistics.sources.map(({ source, kind, samples }) => ({
            name: nameOfMaker({ source, kind }, models),
            count: samples,
            address: samplesAddress(route, { source: kind }),
          }))}
        />
        <Counts
          title="Languages"
          rows={statistics.languages.map(({ language, samples }) => ({
            name: language ?? 'Unknown',
            count: samples,
            address: language === null ? null : samplesAddress(route, { language }),
          }))}
        />
      </div>
      <Letters route={route} statistics={statistics} />
      <LengthPlot route={route} lengths={statistics.lengths} />
      <Writers route={route} writers={statistics.writers} />
    </div>
  );
}

function Totals({ statistics }: { readonly statistics: Statistics }) {
  const { samples, images, pages, writers, letters } = statistics;
  const totals = [
    ['Samples', samples],
    ['Images', images],
    ['Writers', writers.total],
    ['Pages', pages],
    ['Characters', letters.length],
  ] as const;
  return (
    <dl className="totals" aria-label="Totals">
      {totals
        .filter(([, count]) => count > 0)
        .map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
    </dl>
  );
}
