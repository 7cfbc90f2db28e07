import { VersionChoice } from './VersionChoice.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { VersionRecord } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { useCall } from '../host/useCall.ts';
import {
  type DatasetRoute,
  type DatasetTab,
  datasetTabSchema,
  showsContents,
  tabRoute,
} from '../state/datasetRoute.ts';
import { navigation } from '../state/stores.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { ContentsTab } from './contents/ContentsTab.tsx';
import { DatasetHeader } from './DatasetHeader.tsx';
import { DiffTab } from './diff/DiffTab.tsx';
import { ImportDialog } from './import/ImportDialog.tsx';
import { ofDataset } from '../common/names.ts';
import { SamplesTab } from './samples/SamplesTab.tsx';
import { SplitsTab } from './splits/SplitsTab.tsx';
import { VersionsTab } from './versions/VersionsTab.tsx';
import { formatRoute } from '../state/route.ts';

/** The props of every dataset tab. */
export interface TabProps {
  readonly route: DatasetRoute;
  readonly dataset: Dataset;
  /** Newest first. */
  readonly versions: readonly VersionRecord[];
}

/** One dataset: its versions, contents and changes. */
export function DatasetScreen({ route }: { readonly route: DatasetRoute }) {
  const { answer: datasets, error } = useCall('listDatasets', {});
  const dataset = ofDataset(datasets, route.dataset);
  const { answer: versions } = useCall('listVersions', { dataset: route.dataset });
  useWindowTitle(dataset?.name ?? 'Dataset');
  useTabKeys(route);

  if (dataset === undefined) {
    const gone = { message: 'It was deleted, or it belongs to another library.' };
    const why = error ?? (datasets === undefined ? null : gone);
    return <NotLoaded error={why} title="Dataset not found" list="datasets" />;
  }
  return (
    <div className="dataset-screen">
      <DatasetHeader dataset={dataset} versions={versions ?? []} />
      <DatasetTabs route={route} versions={versions ?? []} />
      <div className="dataset-body" data-tab={route.tab}>
        {versions === undefined ? (
          <div aria-busy />
        ) : (
          <Tab route={route} dataset={dataset} versions={versions} />
        )}
      </div>
      <ImportDialog />
    </div>
  );
}

function Tab(props: TabProps) {
  switch (props.route.tab) {
    case 'versions':
      return <VersionsTab {...props} />;
    case 'contents':
      return <ContentsTab {...props} />;
    case 'samples':
      return <SamplesTab {...props} />;
    case 'splits':
      return <SplitsTab {...props} />;
    case 'diff':
      return <DiffTab {...props} />;
  }
}

/** Keys 1 to 5 open the tabs; Escape returns to the list. */
function useTabKeys(route: DatasetRoute): void {
  useGlobalKeys(({ key }) => {
    const tab = datasetTabSchema.options[Number(key) - 1];
    if (key === 'Escape') navigation.getState().navigate({ screen: 'datasets' });
    else if (tab !== undefined) navigation.getState().navigate(tabRoute(route, tab));
    else return false;
    return true;
  });
}

const tabs: readonly (readonly [DatasetTab, string])[] = [
  ['versions', 'Versions'],
  ['contents', 'Contents'],
  ['samples', 'Samples'],
  ['splits', 'Splits'],
  ['diff', 'Diff'],
];

interface DatasetTabsProps {
  readonly route: DatasetRoute;
  readonly versions: readonly VersionRecord[];
}

function DatasetTabs({ route, versions }: DatasetTabsProps) {
  return (
    <div className="dataset-tabs">
      <nav aria-label="Dataset sections">
        {tabs.map(([tab, name], index) => (
          <a
            key={tab}
            className="tab"
            href={formatRoute(tabRoute(route, tab))}
            title={`${name} (${index + 1})`}
            {...(route.tab === tab ? { 'aria-current': 'page' } : {})}
          >
            {name}
          </a>
        ))}
      </nav>
      {showsContents(route) && (
        <VersionChoice
          label="Showing"
          version={route.version}
          versions={versions}
          hasNow
          onChange={(version) => {
            navigation.getState().navigate({ ...route, version });
          }}
        />
      )}
    </div>
  );
}
