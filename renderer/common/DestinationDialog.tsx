import { type ReactNode, useState } from 'react';
import { FormDialog } from '../ui/FormDialog.tsx';
import { DestinationField } from './ChoosePlace.tsx';
import { useIsDownload } from './exporting.ts';

interface DestinationDialogProps {
  readonly title: string;
  readonly hint: string;
  /** The name of the new file or folder, without its ending. */
  readonly name: string;
  readonly ending?: string;
  readonly isReady?: boolean;
  /** Whether the path is what is asked first. */
  readonly isFirst?: boolean;
  /** @param path null where a browser saves the file */
  readonly onExport: (path: string | null) => Promise<unknown>;
  readonly onClose: () => void;
  /** What is asked before the path. */
  readonly children: ReactNode;
}

/** Asks where an export goes: to a path of this machine on the desktop; in a browser it is a download. */
export function DestinationDialog(props: DestinationDialogProps) {
  const { title, hint, name, ending = '', isReady = true, isFirst, onExport, onClose, children } = props;
  const [path, setPath] = useState('');
  const [lastEnding, setLastEnding] = useState(ending);
  const isDownload = useIsDownload() ?? true;
  if (ending !== lastEnding) {
    setLastEnding(ending);
    if (path.endsWith(lastEnding)) setPath(path.slice(0, path.length - lastEnding.length) + ending);
  }
  return (
    <FormDialog
      title={title}
      size={isDownload ? 'small' : 'large'}
      submit={isDownload ? 'Download' : 'Export'}
      isReady={isReady && (isDownload || path.trim() !== '')}
      onSubmit={() => onExport(isDownload ? null : path.trim())}
      onClose={onClose}
    >
      {children}
      {!isDownload && (
        <DestinationField path={path} hint={hint} name={name + ending} isFirst={isFirst} onChange={setPath} />
      )}
    </FormDialog>
  );
}
