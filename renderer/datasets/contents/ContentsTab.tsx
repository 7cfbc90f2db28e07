import { ChartNoAxesColumn } from 'lucide-react';
import { useId, useState } from 'react';
import { sampleLevelSchema } from '../../../shared/contract/dataset.ts';
import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import { wordMarkSchema } from '../../../shared/contract/word.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, type DatasetRoute } from '../../state/datasetRoute.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import type { TabProps } from '../DatasetScreen.tsx';
import { levelNames, markNames, nameOfMaker } from '../../common/names.ts';
import { Refused } from '../Refused.tsx';
import { Letters } from './Letters.tsx';
import { samplesAddress } from '../samples/filterConditions.ts';
import { SplitBar } from './SplitBar.tsx';
import { binLengths } from './plots.ts';
import { ColumnPlot } from './ColumnPlot.tsx';
import { Button } from '../../ui/Button.tsx';

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

interface CountsProps {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly count: number;
    /** Address of the counted samples; null if no filter selects them. */
    readonly address: string | null;
  }[];
}

/** Counts with bars for their share of the total. Rows with a count of zero are left out. */
function Counts({ title, rows }: CountsProps) {
  const heading = useId();
  const shown = rows.filter(({ count }) => count > 0);
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul className="counts">
        {shown.map(({ name, count, address }) => (
          <li key={name}>
            {address === null ? <bdi>{name}</bdi> : <a href={address}>{name}</a>}
            <span className="counts-number">{formatCount(count)}</span>
            <span className="counts-bar" style={{ width: `${(count / all) * 100}%` }} aria-hidden />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LengthPlotProps {
  readonly route: DatasetRoute;
  readonly lengths: Statistics['lengths'];
}

/** The distribution of text lengths. */
function LengthPlot({ route, lengths }: LengthPlotProps) {
  const bins = binLengths(lengths);
  return (
    <section aria-labelledby="lengths">
      <h2 id="lengths">Text length in characters</h2>
      <ColumnPlot
        label="Samples by text length"
        columns={bins.map(({ from, to, samples }) => {
          const name = from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
          return {
            key: String(from),
            name,
            value: samples,
            description: `${name} ${to === 1 ? 'character' : 'characters'}: ${formatPlural(samples, 'sample')}`,
            address: samplesAddress(route, { shortest: from, longest: to }),
          };
        })}
      />
    </section>
  );
}

/** Number of rows shown at first. */
const fewShown = 12;

interface WritersProps {
  readonly route: DatasetRoute;
  readonly writers: Statistics['writers'];
}

/** The number of samples of each writer, by split. */
function Writers({ route, writers: { total, most } }: WritersProps) {
  const [isAll, setAll] = useState(false);
  if (total === 0) return null;
  const rows = isAll ? most : most.slice(0, fewShown);
  return (
    <section aria-labelledby="writers">
      <h2 id="writers">Writers: {formatCount(total)}</h2>
      <table className="writers">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Writer</th>
            <th scope="col">Samples</th>
            <th scope="col">Splits</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ writer, samples, splits }) => (
            <tr key={writer ?? ''}>
              <th scope="row">
                <a href={samplesAddress(route, { writer: writer === null ? 'none' : { name: writer } })}>
                  {writer ?? 'Unknown'}
                </a>
              </th>
              <td className="counts-number">{formatCount(samples)}</td>
              <td className="writers-splits">
                <SplitBar splits={splits} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {most.length > fewShown && !isAll && (
        <Button
          kind="quiet"
          onClick={() => {
            setAll(true);
          }}
        >
          Show {formatPlural(most.length, 'writer')}
        </Button>
      )}
      {isAll && total > most.length && (
        <p className="hint">Showing the {formatPlural(most.length, 'writer')} with the most samples.</p>
      )}
    </section>
  );
}
