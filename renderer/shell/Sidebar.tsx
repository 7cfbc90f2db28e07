import { Cpu, Images, Keyboard, Monitor, Moon, Search, Sun, type LucideIcon } from 'lucide-react';
import { useStore } from 'zustand';
import { formatRoute, libraryRoute, type Route } from '../state/route.ts';
import type { Theme } from '../state/theme.ts';
import { photoList, search, theme } from '../stores.ts';
import { formatCount } from '../ui/format.ts';
import { Mark } from '../ui/Mark.tsx';
import { JobsButton } from './JobsButton.tsx';

interface SidebarProps {
  readonly route: Route;
  readonly onShortcuts: () => void;
}

export function Sidebar({ route, onShortcuts }: SidebarProps) {
  const photos = useStore(photoList, (state) => state.info?.photos);
  const query = useStore(search, (state) => state.query);
  // A photo belongs to where it was opened from.
  const home = route.screen !== 'photo' ? route.screen : route.query === '' ? 'library' : 'search';

  return (
    <header className="sidebar">
      <div className="brand">
        <Mark />
        <span className="sidebar-label">Inkdex</span>
      </div>
      <nav aria-label="Screens">
        <SidebarLink
          icon={Images}
          label="Library"
          route={libraryRoute}
          isCurrent={home === 'library'}
          {...(photos === undefined ? {} : { count: photos })}
        />
        <SidebarLink
          icon={Search}
          label="Search"
          route={{ screen: 'search', query }}
          isCurrent={home === 'search'}
        />
        <SidebarLink icon={Cpu} label="Models" route={{ screen: 'models' }} isCurrent={home === 'models'} />
      </nav>
      <div className="sidebar-foot">
        <JobsButton />
        <ThemeButton />
        <button
          type="button"
          className="sidebar-item"
          onClick={onShortcuts}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
        >
          <Keyboard size={18} aria-hidden />
          <span className="sidebar-label">Shortcuts</span>
        </button>
      </div>
    </header>
  );
}

interface SidebarLinkProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly route: Route;
  readonly isCurrent: boolean;
  readonly count?: number;
}

function SidebarLink({ icon: Icon, label, route, isCurrent, count }: SidebarLinkProps) {
  return (
    <a
      className="sidebar-item"
      href={formatRoute(route)}
      title={label}
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
    >
      <Icon size={18} aria-hidden />
      <span className="sidebar-label">{label}</span>
      {count !== undefined && count > 0 && (
        <span className="sidebar-label sidebar-count">{formatCount(count)}</span>
      )}
    </a>
  );
}

const themeIcons: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon };
const themeLabels: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

function ThemeButton() {
  const chosen = useStore(theme, (state) => state.theme);
  const next = useStore(theme, (state) => state.next);
  const Icon = themeIcons[chosen];
  const label = `Colours: ${themeLabels[chosen].toLowerCase()}`;
  return (
    <button type="button" className="sidebar-item" onClick={next} aria-label={label} title={label}>
      <Icon size={18} aria-hidden />
      <span className="sidebar-label">{themeLabels[chosen]}</span>
    </button>
  );
}
