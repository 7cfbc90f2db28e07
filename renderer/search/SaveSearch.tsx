import { useOpen } from '../ui/useOpen.ts';
import { Bookmark, Pencil, Trash2 } from 'lucide-react';
import { longestSearchName, type SavedSearch } from '../../shared/contract/search.ts';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt, show } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { NameDialog } from '../common/NameDialog.tsx';

/** Saves the query under a name, or renames or deletes the saved search with this query. */
export function SaveSearch({ query }: { readonly query: string }) {
  const { answer: saved } = useCall('listSavedSearches', {});
  const { isOpen, open, close } = useOpen();
  if (saved === undefined) return null;
  const known = saved.find((each) => each.query === query.trim());
  return (
    <div className="save-search">
      {known === undefined ? (
        <IconButton label="Save search" changes="saveSearch" icon={Bookmark} onClick={open} />
      ) : (
        <>
          <bdi>{known.name}</bdi>
          <IconButton label="Rename search" changes="saveSearch" icon={Pencil} onClick={open} />
          <IconButton
            label="Delete search"
            changes="removeSavedSearch"
            icon={Trash2}
            onClick={() => void remove(known)}
          />
        </>
      )}
      {isOpen && (
        <NameSearch
          search={{ id: known?.id ?? null, name: known?.name ?? query.trim(), query: query.trim() }}
          onClose={close}
        />
      )}
    </div>
  );
}

async function remove({ id, name, query }: SavedSearch): Promise<void> {
  if ((await attempt(host.removeSavedSearch({ id }))) === undefined) return;
  show('notice', `Deleted “${name}”.`, {
    label: 'Undo',
    take: () => void attempt(host.saveSearch({ id, name, query })),
  });
}

interface NameSearchProps {
  readonly search: Omit<SavedSearch, 'id' | 'photos'> & { readonly id: number | null };
  readonly onClose: () => void;
}

function NameSearch({ search, onClose }: NameSearchProps) {
  return (
    <NameDialog
      title={search.id === null ? 'Save search' : 'Rename search'}
      name={search.name}
      longest={longestSearchName}
      save={(name) => host.saveSearch({ ...search, name })}
      onClose={onClose}
    />
  );
}
