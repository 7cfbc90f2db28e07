import { CornerLeftUp } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '../ui/Button.tsx';
import type { FolderBrowsingState } from './folderBrowsing.ts';

/** The path of the open folder: editable, with a button to the parent folder. */
export function PathBar({ state: { listing, open, up } }: { readonly state: FolderBrowsingState }) {
  const id = useId();
  const [path, setPath] = useState(listing?.path ?? '');
  return (
    <form
      className="path-bar"
      onSubmit={(event) => {
        event.preventDefault();
        // The bar may be inside another form, which must not be submitted.
        event.stopPropagation();
        void open(path);
      }}
    >
      <IconButton
        label="Parent folder"
        icon={CornerLeftUp}
        shortcut="Backspace"
        disabled={(listing?.parent ?? null) === null}
        onClick={() => void up()}
      />
      <label className="visually-hidden" htmlFor={id}>
        Folder
      </label>
      <input
        id={id}
        value={path}
        disabled={listing === null}
        spellCheck={false}
        onChange={(event) => {
          setPath(event.target.value);
        }}
      />
    </form>
  );
}
