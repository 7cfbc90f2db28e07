import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { failureOf } from '../../shared/result.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { FormId } from './Field.tsx';
import { FormError } from './FormError.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly size?: 'small' | 'large';
  /** Label of the button that submits. */
  readonly submit: string;
  readonly icon?: LucideIcon | undefined;
  /** Whether what is entered can be submitted. */
  readonly isReady: boolean;
  /** Closes the dialog when it resolves, except to `false`. If it rejects, the dialog says why. */
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Shown before the buttons. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** A dialog with fields. Enter in a `TextField`, or Ctrl and Enter anywhere, submits it. */
export function FormDialog(props: FormDialogProps) {
  const { title, size = 'small', submit, icon, isReady, onSubmit, onClose, note, children } = props;
  const form = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const mayStart = isReady && !isBusy;
  const start = async () => {
    if (!mayStart) return;
    setBusy(true);
    setProblem(null);
    try {
      if ((await onSubmit()) !== false) onClose();
    } catch (thrown) {
      setProblem(failureOf(thrown).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title={title} size={size} onClose={onClose}>
      {/* The form is not around its fields, because a file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      />
      <FormId value={form}>
        <div
          className="fields"
          onInput={() => {
            setProblem(null);
          }}
          onKeyDown={(event) => {
            const { target, currentTarget } = event;
            // A dialog on top of this one has keys of its own.
            const isOwn =
              target instanceof Element && target.closest('dialog')?.contains(currentTarget) === true;
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !isOwn) return;
            event.preventDefault();
            void start();
          }}
        >
          {children}
          <FormError message={problem} />
        </div>
      </FormId>
      <footer className="dialog-footer">
        {note}
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" icon={icon} form={form} disabled={!mayStart}>
          {submit}
        </Button>
      </footer>
    </Dialog>
  );
}
