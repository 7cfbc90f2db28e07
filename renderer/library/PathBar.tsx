import { CornerLeftUp } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '../ui/Button.tsx';
import type { FolderBrowsingState } from './folderBrowsing.ts';

/** Where one is: to be read, typed over, and left for the folder above. */
export function PathBar({ state: { listing, open, up } }: { readonly state: FolderBrowsingState }) {
  const id = useId();
  const [path, setPath] = useState(listing?.path ?? '');
  return (
    <form
      className="path-bar"
      onSubmit={(event) => {
        event.preventDefault();
        // What it stands in may be a form, too, which is not meant.
        event.stopPropagation();
        void open(path);
      }}
    >
      <IconButton
        label="Folder above"
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
