import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { binLengths } from './lengthBins.ts';
import { ColumnPlot } from './ColumnPlot.tsx';
import { samplesAddress } from './samplesAddress.ts';

interface LengthPlotProps {
  readonly route: DatasetRoute;
  readonly lengths: Statistics['lengths'];
}

/** The distribution of text lengths. */
export function LengthPlot({ route, lengths }: LengthPlotProps) {
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
