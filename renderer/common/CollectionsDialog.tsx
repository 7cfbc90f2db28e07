import { TextField } from '../ui/Field.tsx';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { longestCollectionName, namedKindSchema, type NamedKind } from '../../shared/contract/collection.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { useCall } from '../host/useCall.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { change, collectionIcons, collectionsDialog, createCollection } from './collections.ts';

/** The albums and tags of photos, each with a checkbox; changes take effect at once. */
export function CollectionsDialog() {
  const photos = useStore(collectionsDialog, (state) => state.subject);
  return photos === null || photos.length === 0 ? null : <OpenDialog photos={photos} />;
}

const titles: Readonly<Record<NamedKind, string>> = { album: 'Albums', tag: 'Tags' };

function OpenDialog({ photos }: { readonly photos: readonly PhotoId[] }) {
  const [text, setText] = useState('');
  const { answer: all = [] } = useCall('listCollections', {});
  const wanted = text.trim();
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const isNew = (kind: NamedKind) =>
    wanted !== '' &&
    !all.some((each) => each.kind === kind && each.name.toLowerCase() === wanted.toLowerCase());
  const create = async (kind: NamedKind) => {
    if (await createCollection(kind, wanted, photos)) setText('');
  };
  const { close } = collectionsDialog.getState();

  return (
    <Dialog title={`Albums and tags of ${formatPlural(photos.length, 'photo')}`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNew('album')) void create('album');
        }}
      >
        <TextField
          label="Find or create"
          dir="auto"
          value={text}
          maxLength={longestCollectionName}
          isFirst
          onChange={setText}
        />
      </form>
      <div className="collection-list">
        {namedKindSchema.options.map((kind) => {
          const ofKind = shown.filter((each) => each.kind === kind);
          const Icon = collectionIcons[kind];
          return (
            <fieldset key={kind}>
              <legend>
                <Icon size={14} aria-hidden /> {titles[kind]}
              </legend>
              {ofKind.map(({ id, name, photos: count }) => (
                <MemberBox key={id} id={id} name={name} count={count} photos={photos} />
              ))}
              {ofKind.length === 0 && wanted === '' && (
                <p className="hint">None yet. Type a name to create one.</p>
              )}
              {isNew(kind) && (
                <Button kind="quiet" icon={Plus} changes="saveCollection" onClick={() => void create(kind)}>
                  New {kind} “{wanted}”
                </Button>
              )}
            </fieldset>
          );
        })}
      </div>
      <footer className="dialog-footer">
        <Button onClick={close}>Done</Button>
      </footer>
    </Dialog>
  );
}

interface MemberBoxProps {
  readonly id: Parameters<typeof change>[0];
  readonly name: string;
  /** Number of all photos in it. */
  readonly count: number;
  readonly photos: readonly PhotoId[];
}

/** Checked if all photos are in the collection, and half if some are. */
function MemberBox({ id, name, count, photos }: MemberBoxProps) {
  const { answer: counts = [] } = useCall('countInCollections', { photos: [...photos] });
  const members = counts.find(({ collection }) => collection === id)?.photos ?? 0;
  const areAll = members >= photos.length;
  return (
    <label className="collection-choice">
      <input
        type="checkbox"
        checked={areAll}
        ref={(box) => {
          if (box !== null) box.indeterminate = members > 0 && !areAll;
        }}
        onChange={() => void change(id, photos, !areAll)}
      />
      <bdi>{name}</bdi>
      <span className="collection-count">{formatCount(count)}</span>
    </label>
  );
}
