import { versionIdSchema, type VersionRecord } from '../../shared/contract/dataset.ts';
import { showsContents, tabRoute, type DatasetRoute, type DatasetTab } from '../state/datasetRoute.ts';
import { formatRoute } from '../state/route.ts';
import { navigation } from '../state/stores.ts';
import { nameOfVersion } from '../common/names.ts';

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

export function DatasetTabs({ route, versions }: DatasetTabsProps) {
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
      {showsContents(route) && <VersionChoice route={route} versions={versions} />}
    </div>
  );
}

/** Chooses what is shown: the current state of the dataset, or one of its versions. */
function VersionChoice({ route, versions }: DatasetTabsProps) {
  return (
    <label className="version-choice">
      <span>Showing</span>
      <select
        value={route.version ?? ''}
        onChange={(event) => {
          const version = versionIdSchema.nullable().catch(null).parse(event.target.value);
          navigation.getState().navigate({ ...route, version });
        }}
      >
        <option value="">{nameOfVersion(null, versions)}</option>
        {versions.map(({ version }) => (
          <option key={version} value={version}>
            {nameOfVersion(version, versions)}
          </option>
        ))}
      </select>
    </label>
  );
}
