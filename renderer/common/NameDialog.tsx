import { useState } from 'react';
import { toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly name: string;
  /** The most characters. */
  readonly longest: number;
  /** Saves the name. If it fails, a message says why, and the dialog stays open. */
  readonly save: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for the name of something. */
export function NameDialog({ title, name: first, longest, save, onClose }: NameDialogProps) {
  const [name, setName] = useState(first.slice(0, longest));
  const submit = async () => {
    if ((await toasts.getState().attempt(save(name))) !== undefined) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void submit();
        }}
      >
        <Field label="Name">
          <input
            dir="auto"
            value={name}
            maxLength={longest}
            data-first-focus=""
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        </Field>
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === ''}>
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
