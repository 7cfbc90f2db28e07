import { IconLink } from '../ui/IconLink.tsx';
import { useOpen } from '../ui/useOpen.ts';
import { Folder, Pencil, Search, Trash2, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import {
  longestCollectionName,
  type CollectionId,
  type NamedKind,
} from '../../shared/contract/collection.ts';
import { collectionFilter, writtenFilter } from '../../shared/queryFilters.ts';
import { collectionIcons, deleteCollection } from '../common/collections.ts';
import { ExportPhotosButton } from '../common/ExportPhotos.tsx';
import { NameDialog } from '../common/NameDialog.tsx';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { formatRoute, libraryRoute } from '../state/route.ts';
import { navigation, photoList } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatPlural, pathParts } from '../ui/format.ts';

interface CollectionHeaderProps {
  readonly id: CollectionId;
  /** The controls of the list. */
  readonly children: ReactNode;
}

/** The name of the album, tag or favourites on screen, and what can be done with them. */
export function CollectionHeader({ id, children }: CollectionHeaderProps) {
  const { answer: all } = useCall('listCollections', {});
  const collection = all?.find((each) => each.id === id);
  if (all === undefined) return null;
  if (collection === undefined) return <h1 className="collection-title">This album or tag was deleted</h1>;
  const { kind, name, photos } = collection;
  const query = `${collectionFilter(collection)} `;
  return (
    <>
      <Heading icon={collectionIcons[kind]} {...{ name, photos, query }}>
        {children}
      </Heading>
      {kind !== 'favourites' && <NamedButtons id={id} kind={kind} name={name} />}
    </>
  );
}

interface FolderHeaderProps {
  /** Absolute path. */
  readonly folder: string;
  /** The controls of the list. */
  readonly children: ReactNode;
}

/** The name of the folder on screen, and what can be done with its photos. */
export function FolderHeader({ folder, children }: FolderHeaderProps) {
  const photos = useStore(photoList, (state) => state.total) ?? 0;
  const name = pathParts(folder).at(-1) ?? folder;
  const query = `${writtenFilter('folder', folder)} `;
  return (
    <Heading icon={Folder} title={folder} {...{ name, photos, query }}>
      {children}
    </Heading>
  );
}

interface HeadingProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly title?: string;
  readonly photos: number;
  /** The search that finds the photos on screen. */
  readonly query: string;
  /** The controls of the list. */
  readonly children: ReactNode;
}

function Heading({ icon: Icon, name, title, photos, query, children }: HeadingProps) {
  return (
    <>
      <h1 className="collection-title" title={title}>
        <Icon size={20} aria-hidden />
        <bdi>{name}</bdi>
      </h1>
      <span className="collection-count">{formatPlural(photos, 'photo')}</span>
      <span className="toolbar-space" />
      {children}
      {photos > 0 && (
        <>
          <IconLink href={formatRoute({ screen: 'search', query })} label="Search here" icon={Search} />
          <ExportPhotosButton of={{ query }} title={name} name={name} />
        </>
      )}
    </>
  );
}

interface NamedButtonsProps {
  readonly id: CollectionId;
  readonly kind: NamedKind;
  readonly name: string;
}

function NamedButtons({ id, kind, name }: NamedButtonsProps) {
  const naming = useOpen();
  const remove = async () => {
    const from = navigation.getState().route;
    if (await deleteCollection(id, kind, name)) navigation.getState().navigateFrom(from, libraryRoute);
  };
  return (
    <>
      <IconButton label={`Rename ${kind}`} icon={Pencil} changes="saveCollection" onClick={naming.open} />
      <IconButton
        label={`Delete ${kind}`}
        icon={Trash2}
        changes="deleteCollection"
        onClick={() => void remove()}
      />
      {naming.isOpen && (
        <NameDialog
          title={`Rename ${kind}`}
          name={name}
          longest={longestCollectionName}
          save={(changed) => host.saveCollection({ id, kind, name: changed, photos: [] })}
          onClose={naming.close}
        />
      )}
    </>
  );
}
