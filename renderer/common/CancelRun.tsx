import { Question } from '../ui/Question.tsx';

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
      action="Cancel run"
      keep="Keep run"
      onYes={onCancel}
      onClose={onClose}
    >
      <p className="dialog-text">Its progress will be lost. To continue later, pause it instead.</p>
    </Question>
  );
}
