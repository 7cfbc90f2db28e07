import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { formatPlural } from '../../ui/format.ts';
import { binLengths } from './lengthBins.ts';
import { ColumnPlot } from './ColumnPlot.tsx';
import { samplesAddress } from './samplesAddress.ts';

interface LengthPlotProps {
  readonly route: DatasetRoute;
  readonly lengths: Statistics['lengths'];
}

/** How long the texts are. */
export function LengthPlot({ route, lengths }: LengthPlotProps) {
  const bins = binLengths(lengths);
  return (
    <section aria-labelledby="lengths">
      <h2 id="lengths">Length of the texts, in letters</h2>
      <ColumnPlot
        label="Samples by the length of their text"
        columns={bins.map(({ from, to, samples }) => {
          const name = from === to ? String(from) : `${String(from)}–${String(to)}`;
          return {
            key: String(from),
            name,
            value: samples,
            description: `${name} ${to === 1 ? 'letter' : 'letters'}: ${formatPlural(samples, 'sample')}`,
            address: samplesAddress(route, { shortest: from, longest: to }),
          };
        })}
      />
    </section>
  );
}
