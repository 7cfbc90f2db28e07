import { describe, expect, it } from 'vitest';
import { folderTree, type FolderNode } from '../../../renderer/shell/folderTree.ts';

function outline(nodes: readonly FolderNode[], indent = ''): string[] {
  return nodes.flatMap(({ name, path, photos, below }) => [
    `${indent}${name} ${path} ${photos}`,
    ...outline(below, `${indent}- `),
  ]);
}

describe('the tree of folders', () => {
  it('counts the photos below each folder, and joins folders that hold only another one', () => {
    const tree = folderTree([
      { path: '/home/ada/boards', photos: 2 },
      { path: '/home/ada/notes/2023', photos: 3 },
      { path: '/home/ada/notes/2024/may', photos: 4 },
      { path: '/mnt/stick', photos: 1 },
      { path: '/mnt/stick/2020', photos: 1 },
    ]);
    expect(outline(tree)).toEqual([
      'home / ada /home/ada 9',
      '- boards /home/ada/boards 2',
      '- notes /home/ada/notes 7',
      '- - 2023 /home/ada/notes/2023 3',
      '- - 2024 / may /home/ada/notes/2024/may 4',
      'mnt / stick /mnt/stick 2',
      '- 2020 /mnt/stick/2020 1',
    ]);
  });

  it('keeps a folder with photos of its own above its only subfolder', () => {
    expect(
      outline(
        folderTree([
          { path: '/a', photos: 1 },
          { path: '/a/b', photos: 1 },
        ]),
      ),
    ).toEqual(['a /a 2', '- b /a/b 1']);
  });

  it('begins with the folders below those that hold no photo', () => {
    const tree = folderTree([
      { path: '/tmp/boards/a', photos: 1 },
      { path: '/tmp/boards/b', photos: 1 },
      { path: '/tmp/notes', photos: 2 },
    ]);
    expect(outline(tree)).toEqual([
      'boards /tmp/boards 2',
      '- a /tmp/boards/a 1',
      '- b /tmp/boards/b 1',
      'notes /tmp/notes 2',
    ]);
  });

  it('reads paths of Windows', () => {
    const tree = folderTree([
      { path: 'C:\\Notes\\May', photos: 1 },
      { path: 'C:\\Boards', photos: 2 },
    ]);
    expect(outline(tree)).toEqual(['Notes / May C:\\Notes\\May 1', 'Boards C:\\Boards 2']);
  });
});
