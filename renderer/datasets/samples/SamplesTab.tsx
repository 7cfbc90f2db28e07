import { FilterLink } from '../../ui/FilterLink.tsx';
import { contentsOf, datasetRoute, type DatasetRoute, type SampleView } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import type { TabProps } from '../DatasetScreen.tsx';
import { LookAlikesView } from './LookAlikes.tsx';
import { SampleBrowser } from './SampleBrowser.tsx';
import { SuspectsView } from './SuspectsView.tsx';

const views: readonly (readonly [SampleView, string])[] = [
  ['all', 'All samples'],
  ['suspects', 'Suspected errors'],
  ['duplicates', 'Duplicates'],
];

/** The samples: all, or those that may have a problem. */
export function SamplesTab({ route, dataset }: TabProps) {
  const contents = contentsOf(route);
  return (
    <div className="samples-tab">
      <nav className="sample-views" aria-label="Sample views">
        {views.map(([view, name]) => (
          <FilterLink key={view} href={addressOf(route, view)} name={name} isCurrent={route.view === view} />
        ))}
      </nav>
      {route.view === 'all' && <SampleBrowser key={JSON.stringify(contents)} route={route} />}
      {route.view === 'suspects' && <SuspectsView route={route} dataset={dataset} />}
      {route.view === 'duplicates' && <LookAlikesView route={route} dataset={dataset} />}
    </div>
  );
}

function addressOf({ dataset, version }: DatasetRoute, view: SampleView): string {
  return formatRoute(datasetRoute(dataset, 'samples', { version, view }));
}
