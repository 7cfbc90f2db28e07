import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { Button } from './Button.tsx';

interface PickFilesProps {
  /** Name of the input for screen readers, and label of its button. */
  readonly name: string;
  readonly label: string;
  /** For files: which ones. Without it, a folder is picked. */
  readonly accept?: string;
  /** With at least one file. */
  readonly onPick: (files: FileList) => void;
}

/** For a browser on another machine than the host: picks files of that machine. */
export function PickFiles({ name, label, accept, onPick }: PickFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    if (input.current === null) return;
    input.current.webkitdirectory = accept === undefined;
    input.current.click();
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={name}
        onChange={({ target: { files } }) => {
          if (files !== null && files.length > 0) onPick(files);
        }}
      />
      <Button kind="quiet" icon={Upload} onClick={choose}>
        {label}
      </Button>
    </>
  );
}
