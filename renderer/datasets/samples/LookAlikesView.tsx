import { CircleCheckBig, Images } from 'lucide-react';
import { useState } from 'react';
import type { Dataset, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, type DatasetRoute } from '../../state/datasetRoute.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { Pager } from '../Pager.tsx';
import { Refused } from '../Refused.tsx';
import { WorkOffer } from '../work/WorkOffer.tsx';
import { ExcludeDialog } from './ExcludeDialog.tsx';
import { LookAlikes } from './LookAlikes.tsx';

const pageSize = 20;

interface LookAlikesViewProps {
  readonly route: DatasetRoute;
  readonly dataset: Dataset;
}

/** Duplicates and near-duplicates, those in several splits first. */
export function LookAlikesView({ route, dataset }: LookAlikesViewProps) {
  const contents = contentsOf(route);
  const [offset, setOffset] = useState(0);
  const [excluded, setExcluded] = useState<readonly HeldSample[] | null>(null);
  const { answer, error } = useCall('listLookAlikes', { contents, offset, limit: pageSize });
  if (error !== null) return <Refused error={error} />;
  if (answer === undefined) return <div className="dataset-page" aria-busy />;
  const { compared, pictures, total, groups } = answer;
  return (
    <div className="dataset-page">
      <WorkOffer
        work="compare"
        contents={contents}
        done={compared}
        all={pictures}
        what="picture"
        icon={Images}
        order="Compare pictures"
        why="This finds near-duplicates; exact duplicates are already known."
      />
      {total === 0 ? (
        compared >= pictures && (
          <EmptyState icon={CircleCheckBig} title="No duplicates">
            <p>All {formatCount(pictures)} pictures are different.</p>
          </EmptyState>
        )
      ) : (
        <p className="lead" role="status">
          {formatPlural(total, 'group')} of duplicates or near-duplicates.
        </p>
      )}
      <ul className="look-alike-groups" aria-label="Duplicates">
        {groups.map((group) => (
          <LookAlikes
            key={group.samples[0]?.id}
            group={group}
            onKeepFirst={
              route.version === null
                ? () => {
                    setExcluded(group.samples.slice(1));
                  }
                : null
            }
          />
        ))}
      </ul>
      <Pager total={total} offset={offset} limit={pageSize} onMove={setOffset} />
      {excluded !== null && (
        <ExcludeDialog
          dataset={dataset.id}
          samples={excluded}
          onClose={() => {
            setExcluded(null);
          }}
        />
      )}
    </div>
  );
}
