import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

interface QuestionProps {
  readonly title: string;
  /** The button that confirms. */
  readonly action: string;
  /** The button that closes the dialog. */
  readonly keep?: string;
  /** Whether nothing is lost: then Enter confirms. */
  readonly isSafe?: boolean;
  readonly onClose: () => void;
  /** After the dialog is closed. */
  readonly onYes: () => void;
  readonly children: ReactNode;
}

/** Asks for confirmation. Where something would be lost, a held Enter key does not confirm. */
export function Question({
  title,
  action,
  keep = 'Cancel',
  isSafe = false,
  onClose,
  onYes,
  children,
}: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <footer className="dialog-footer">
        <Button data-first-focus={isSafe ? undefined : ''} onClick={onClose}>
          {keep}
        </Button>
        <Button
          kind={isSafe ? 'primary' : 'danger'}
          data-first-focus={isSafe ? '' : undefined}
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
