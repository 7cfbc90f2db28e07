import { useState } from 'react';
import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { samplesAddress } from './samplesAddress.ts';
import { SplitBar } from './SplitBar.tsx';

/** Number of rows shown at first. */
const fewShown = 12;

interface WritersProps {
  readonly route: DatasetRoute;
  readonly writers: Statistics['writers'];
}

/** The number of samples of each writer, by split. */
export function Writers({ route, writers: { total, most } }: WritersProps) {
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
