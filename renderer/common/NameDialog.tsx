import { TextField } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { useState } from 'react';

interface NameDialogProps {
  readonly title: string;
  /** Label of the button. */
  readonly submit?: string;
  readonly name: string;
  /** The most characters. */
  readonly longest: number;
  /** What is wrong with a name; null if nothing is. */
  readonly problemOf?: (name: string) => string | null;
  /** Saves the name. If it fails, the dialog says why and stays open. */
  readonly save: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for the name of something. */
export function NameDialog(props: NameDialogProps) {
  const { title, submit = 'Save', name: first, longest, problemOf = () => null, save, onClose } = props;
  const [name, setName] = useState(first.slice(0, longest));
  const problem = problemOf(name);
  return (
    <FormDialog
      title={title}
      submit={submit}
      isReady={name.trim() !== '' && problem === null}
      onSubmit={() => save(name)}
      onClose={onClose}
    >
      <TextField
        label="Name"
        dir="auto"
        value={name}
        maxLength={longest}
        problem={problem}
        isFirst
        onChange={setName}
      />
    </FormDialog>
  );
}
