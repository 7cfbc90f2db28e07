import { ChevronDown, ChevronRight, Folder, FolderTree as TreeIcon } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useCall } from '../host/useCall.ts';
import { everyPhoto, formatRoute } from '../state/route.ts';
import { formatCount } from '../ui/format.ts';
import { folderView } from '../state/stores.ts';
import { folderTree, type FolderNode } from './folderTree.ts';

function toggle(path: string): void {
  const { open, change } = folderView.getState();
  change({ open: open.includes(path) ? open.filter((each) => each !== path) : [...open, path] });
}

interface FolderTreeProps {
  /** The folder whose photos are on screen. */
  readonly current: string | null;
}

/** The folders of the library's photos. A click lists the photos of a folder and of those below it. */
export function FolderTree({ current }: FolderTreeProps) {
  const isOpen = useStore(folderView, ({ open }) => open.includes(''));
  const { answer: folders } = useCall('listPhotoFolders', isOpen ? {} : null);
  const tree = useMemo(() => folderTree(folders ?? []), [folders]);
  return (
    <div className="folder-tree">
      <button
        type="button"
        className="sidebar-item is-below"
        aria-expanded={isOpen}
        title="Folders"
        onClick={() => {
          toggle('');
        }}
      >
        <TreeIcon size={16} aria-hidden />
        <span className="sidebar-label">Folders</span>
      </button>
      {isOpen && <Folders nodes={tree} current={current} level={0} label="Folders" />}
    </div>
  );
}

interface FoldersProps {
  readonly nodes: readonly FolderNode[];
  readonly current: string | null;
  readonly level: number;
  readonly label: string;
}

/** Deeper folders are not indented further: the sidebar is narrow. */
const deepestIndent = 5;

function Folders({ nodes, current, level, label }: FoldersProps) {
  const open = useStore(folderView, (state) => state.open);
  return (
    <ul aria-label={label}>
      {nodes.map(({ path, name, photos, below }) => {
        const isOpen = open.includes(path);
        const Chevron = isOpen ? ChevronDown : ChevronRight;
        return (
          <li key={path}>
            <div className="folder-row" style={{ ['--level' as string]: Math.min(level, deepestIndent) }}>
              {below.length > 0 && (
                <button
                  type="button"
                  className="folder-toggle"
                  aria-expanded={isOpen}
                  aria-label={`Subfolders of ${name}`}
                  onClick={() => {
                    toggle(path);
                  }}
                >
                  <Chevron size={14} aria-hidden />
                </button>
              )}
              <a
                className="sidebar-item is-below"
                href={formatRoute({ screen: 'library', ...everyPhoto, folder: path })}
                title={path}
                {...(current === path ? { 'aria-current': 'page' } : {})}
              >
                <Folder size={16} aria-hidden />
                <span className="sidebar-label" dir="auto">
                  {name}
                </span>
                <span className="sidebar-label sidebar-count">{formatCount(photos)}</span>
              </a>
            </div>
            {isOpen && below.length > 0 && (
              <Folders nodes={below} current={current} level={level + 1} label={`Subfolders of ${name}`} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
