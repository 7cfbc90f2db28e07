import type { SampleFilter } from '../../../shared/contract/datasetContents.ts';
import { datasetRoute, noFilter, type DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';

/** Address of the samples that a number counts. */
export function samplesAddress(
  { dataset, version }: Pick<DatasetRoute, 'dataset' | 'version'>,
  filter: Partial<SampleFilter>,
): string {
  return formatRoute(datasetRoute(dataset, 'samples', { version, filter: { ...noFilter, ...filter } }));
}
