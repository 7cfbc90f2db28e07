import {
  Bookmark,
  Cpu,
  GraduationCap,
  Images,
  CircleQuestionMark,
  CircleUser,
  Layers,
  type LucideIcon,
  PencilLine,
  Settings,
} from 'lucide-react';
import { useStore } from 'zustand';
import type { CollectionId } from '../../shared/contract/collection.ts';
import { collectionIcons } from '../common/collections.ts';
import { useCaller, useMay } from '../common/permissions.ts';
import { everyPhoto, formatRoute, libraryRoute, type Route } from '../state/route.ts';
import { useCall } from '../host/useCall.ts';
import { runList } from '../state/stores.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { formatCount } from '../ui/format.ts';
import { FolderTree } from './FolderTree.tsx';
import { JobsButton } from './Jobs.tsx';

interface SidebarProps {
  readonly route: Route;
  readonly onShortcuts: () => void;
}

export function Sidebar({ route, onShortcuts }: SidebarProps) {
  const { answer: info } = useCall('libraryInfo', {});
  const { answer: saved = [] } = useCall('listSavedSearches', {});
  const { answer: collections = [] } = useCall('listCollections', {});
  const mayLabel = useMay('editLabels');
  const current = route.screen === 'search' ? saved.find((each) => each.query === route.query) : undefined;
  const trainings = useStore(runList, (state) => state.runs?.filter(isUnfinished).length ?? 0);
  // An open photo belongs to the screen from which it was opened.
  const home = homeOf(route);
  const folder = route.screen === 'library' || route.screen === 'photo' ? route.folder : null;

  return (
    <header className="sidebar">
      <div className="brand">
        <Mark />
        <span className="sidebar-label">Inkdex</span>
      </div>
      <nav aria-label="Main">
        <SidebarLink
          icon={Images}
          label="Library"
          route={libraryRoute}
          isCurrent={
            home === 'library' && collectionIn(route) === null && folder === null && current === undefined
          }
          {...(info === undefined ? {} : { count: info.photos })}
        />
        {collections
          .filter(({ kind, photos }) => kind !== 'favourites' || photos > 0)
          .map(({ id, kind, name, photos }) => (
            <SidebarLink
              key={`collection ${id}`}
              icon={collectionIcons[kind]}
              label={name}
              route={{ screen: 'library', ...everyPhoto, collection: id }}
              isCurrent={home === 'library' && collectionIn(route) === id}
              count={photos}
              isBelow
            />
          ))}
        {(info?.photos ?? 0) > 0 && <FolderTree current={home === 'library' ? folder : null} />}
        {saved.map((each) => (
          <SidebarLink
            key={each.id}
            icon={Bookmark}
            label={each.name}
            route={{ screen: 'search', query: each.query }}
            isCurrent={each === current}
            count={each.photos}
            isBelow
          />
        ))}
        <p className="sidebar-heading">Teach</p>
        {mayLabel && (
          <SidebarLink
            icon={PencilLine}
            label="Correct words"
            route={{ screen: 'label' }}
            isCurrent={home === 'label'}
          />
        )}
        <SidebarLink
          icon={GraduationCap}
          label="Train"
          route={{ screen: 'training' }}
          isCurrent={home === 'training'}
          count={trainings}
        />
        <SidebarLink icon={Cpu} label="Models" route={{ screen: 'models' }} isCurrent={home === 'models'} />
        <p className="sidebar-heading">Advanced</p>
        <SidebarLink
          icon={Layers}
          label="Datasets"
          route={{ screen: 'datasets' }}
          isCurrent={home === 'datasets'}
        />
      </nav>
      <SidebarFoot isSettings={home === 'settings'} onShortcuts={onShortcuts} />
    </header>
  );
}

interface SidebarFootProps {
  readonly isSettings: boolean;
  readonly onShortcuts: () => void;
}

/** Jobs, who has signed in, settings and help. */
function SidebarFoot({ isSettings, onShortcuts }: SidebarFootProps) {
  const { name } = useCaller();
  return (
    <div className="sidebar-foot">
      <JobsButton />
      {name !== null && (
        <SidebarLink icon={CircleUser} label={name} route={{ screen: 'settings' }} isCurrent={false} />
      )}
      <SidebarLink icon={Settings} label="Settings" route={{ screen: 'settings' }} isCurrent={isSettings} />
      <button
        type="button"
        className="sidebar-item"
        onClick={onShortcuts}
        aria-label="Help and keyboard shortcuts"
        title="Help and keyboard shortcuts (?)"
      >
        <CircleQuestionMark size={18} aria-hidden />
        <span className="sidebar-label">Help</span>
      </button>
    </div>
  );
}

/** The collection on screen, or from which the photo on screen was opened. */
function collectionIn(route: Route): CollectionId | null {
  return route.screen === 'library' || route.screen === 'photo' ? route.collection : null;
}

type Home = 'library' | 'label' | 'datasets' | 'training' | 'models' | 'settings';

function homeOf(route: Route): Home {
  switch (route.screen) {
    case 'changed-words':
    case 'unlikely-words':
      return 'label';
    case 'photo':
    case 'search':
    case 'similar-photos':
      return 'library';
    case 'annotate':
      return route.isQueue ? 'label' : 'library';
    case 'dataset':
      return 'datasets';
    case 'run':
    case 'train':
    case 'compare-runs':
      return 'training';
    case 'model':
    case 'compare-models':
    case 'evaluation':
      return 'models';
    case 'settings':
    case 'about':
      return 'settings';
    case 'library':
    case 'label':
    case 'datasets':
    case 'training':
    case 'models':
      return route.screen;
  }
}

interface SidebarLinkProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly route: Route;
  readonly isCurrent: boolean;
  readonly count?: number;
  /** Whether it belongs to the link above it. */
  readonly isBelow?: boolean;
}

function SidebarLink({ icon: Icon, label, route, isCurrent, count, isBelow = false }: SidebarLinkProps) {
  return (
    <a
      className={isBelow ? 'sidebar-item is-below' : 'sidebar-item'}
      href={formatRoute(route)}
      title={label}
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
    >
      <Icon size={isBelow ? 16 : 18} aria-hidden />
      <span className="sidebar-label" dir="auto">
        {label}
      </span>
      {count !== undefined && count > 0 && (
        <span className="sidebar-label sidebar-count">{formatCount(count)}</span>
      )}
    </a>
  );
}

/** The logo, a stroke of ink over a stroke of marker: the same drawing as mark.svg, in the theme's colours. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={28} height={28} aria-hidden>
      <rect x={3} y={15} width={26} height={11} rx={3} />
      <path d="M5 22c3-1 4-14 7-14s-1 14 2 14 3-8 5-8-1 8 1 8 3-2 7-3" />
    </svg>
  );
}
