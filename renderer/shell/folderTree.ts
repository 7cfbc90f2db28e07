/** A folder with photos in it or below it. */
export interface FolderNode {
  /** Absolute path. */
  readonly path: string;
  /** Its own name, after those of the folders above it that hold nothing else. */
  readonly name: string;
  /** Photos in it and in its subfolders. */
  readonly photos: number;
  readonly below: readonly FolderNode[];
}

interface Growing {
  readonly path: string;
  photos: number;
  readonly below: Map<string, Growing>;
}

/**
 * The tree of folders. Folders above all photos are left out: it begins with those that a person knows. A folder that holds no
 * photo and one subfolder is joined with it, as file managers do.
 *
 * @param folders absolute paths of this machine or another, and the photos directly in each
 */
export function folderTree(
  folders: readonly { readonly path: string; readonly photos: number }[],
): FolderNode[] {
  const root: Growing = { path: '', photos: 0, below: new Map() };
  for (const { path, photos } of folders) {
    // A path of Windows begins with a drive or two backslashes.
    const separator = /^(?:[A-Za-z]:\\|\\\\)/u.test(path) ? '\\' : '/';
    let node = root;
    let reached = '';
    for (const [index, part] of path.split(separator).entries()) {
      reached = index === 0 ? part : `${reached}${separator}${part}`;
      if (part === '' && index === 0) continue;
      const known = node.below.get(part);
      const next = known ?? { path: reached, photos: 0, below: new Map<string, Growing>() };
      node.below.set(part, next);
      node = next;
    }
    node.photos += photos;
  }
  return firstWithPhotos(grown(root).below.map(joined));
}

function grown({ path, photos, below }: Growing): FolderNode {
  const inside = [...below].map(([name, each]) => ({ ...grown(each), name }));
  const all = inside.reduce((sum, each) => sum + each.photos, photos);
  return { path, name: path, photos: all, below: inside };
}

/** The folders from which the tree begins: below a single one that holds no photo itself. */
function firstWithPhotos(nodes: readonly FolderNode[]): FolderNode[] {
  const [only, ...others] = nodes;
  const below = only?.below ?? [];
  const inside = below.reduce((sum, { photos }) => sum + photos, 0);
  const isAbove = only !== undefined && others.length === 0 && below.length > 0 && inside === only.photos;
  return isAbove ? firstWithPhotos(below) : [...nodes];
}

function joined(node: FolderNode): FolderNode {
  const [only, ...others] = node.below;
  if (only !== undefined && others.length === 0 && only.photos === node.photos) {
    return joined({ ...only, name: `${node.name} / ${only.name}` });
  }
  return { ...node, below: node.below.map(joined) };
}
