import type { Dataset, DatasetOrigin } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { formatMoment, formatPlural } from '../../ui/format.ts';
import { noFilter } from '../../state/datasetRoute.ts';
import { FrozenBadge } from '../FrozenBadge.tsx';
import { SamplePicture } from '../SamplePicture.tsx';

/** Number of sample pictures on the card. */
const shown = 4;

export function DatasetCard({ dataset }: { readonly dataset: Dataset }) {
  const { id, name, samples, images, versions, origin, changedAt } = dataset;
  const { answer } = useCall('listSamples', { contents: { dataset: id }, filter: noFilter, offset: 0, limit: shown });
  return (
    <li>
      <a className="dataset-card" href={formatRoute(datasetRoute(id))}>
        <span className="dataset-card-pictures">
          {answer?.samples.map((sample) => (
            <SamplePicture key={sample.id} sample={sample} />
          ))}
        </span>
        <span className="dataset-card-name" dir="auto">
          {name}
        </span>
        <span className="dataset-card-counts">
          {formatPlural(samples, 'sample')} on {formatPlural(images, 'image')}
          {versions > 0 && ` · ${formatPlural(versions, 'version')}`}
        </span>
        <span className="dataset-card-foot">
          <FrozenBadge dataset={dataset} />
          <span>{describeOrigin(origin)}</span>
          <span>{formatMoment(changedAt)}</span>
        </span>
      </a>
    </li>
  );
}

export function describeOrigin(origin: DatasetOrigin): string {
  switch (origin.kind) {
    case 'library':
      return 'From the library';
    case 'import':
      if (origin.format === 'synthetic') return 'Drawn with fonts';
      return `Imported as ${origin.format}`;
    case 'mixed':
      return 'From several sources';
  }
}
