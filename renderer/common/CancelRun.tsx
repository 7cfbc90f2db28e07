import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

interface CancelRunProps {
  readonly title: string;
  readonly onCancel: () => void;
  readonly onClose: () => void;
}

/** Asks before a training run is cancelled. */
export function CancelRun({ title, onCancel, onClose }: CancelRunProps) {
  return (
    <Question
      title={`Cancel “${title}”?`}
      text="Its progress will be lost. To continue later, pause it instead."
      action="Cancel run"
      onYes={onCancel}
      onClose={onClose}
    />
  );
}

interface QuestionProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

export function Question({ title, text, action, onYes, onClose }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="dialog-text">{text}</p>
      <footer className="dialog-footer">
        {/* Hours of work would be lost: a held Enter key must not confirm the dialog. */}
        <Button data-first-focus onClick={onClose}>
          Keep run
        </Button>
        <Button
          kind="danger"
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
