import {
  Check,
  CircleCheckBig,
  CloudOff,
  LoaderCircle,
  Redo2,
  RotateCwSquare,
  ScanSearch,
  ScanText,
  Undo2,
} from 'lucide-react';
import type { EditTitle } from '../../shared/contract/label.ts';
import type { Photo, PhotoProgress } from '../../shared/contract/photo.ts';
import { NeighbourButtons } from '../common/NeighbourButtons.tsx';
import { useNeighboursToLabel } from '../common/useNeighbours.ts';
import { rotatePhotos } from '../common/rotating.ts';
import { formatRoute, leadsBackTo, type AnnotateRoute } from '../state/route.ts';
import { useIsUnread } from '../common/unread.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { Button, CollapsingButton, IconButton } from '../ui/Button.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { undo } from './commands/arranging.ts';
import { findAgain, readAgain, stepToUndo } from './commands/transcribing.ts';
import { useEditorState, useLabelEditor } from './editorContext.ts';
import { countDone } from './model/order.ts';

interface AnnotateHeaderProps {
  readonly photo: Photo;
  readonly route: AnnotateRoute;
}

/** The photo's name and progress, undo and redo, and whether everything is saved. */
export function AnnotateHeader({ photo, route }: AnnotateHeaderProps) {
  const editor = useLabelEditor();
  const labels = useEditorState('session', (state) => state.labels);
  const { done, total } = countDone(labels);
  const isUnread = useIsUnread(photo);
  const neighbours = useNeighboursToLabel(photo.id);
  const { goToPrevious, goToNext } = neighbours;
  useGlobalKeys(({ key }) => {
    const go = route.isQueue ? undefined : { PageDown: goToNext, PageUp: goToPrevious }[key];
    go?.();
    return go !== undefined;
  });
  return (
    <header className="photo-header annotate-header">
      <BackLink
        href={formatRoute(leadsBackTo(route))}
        label={route.isQueue ? 'Back to the queue' : 'Back to the photo'}
      />
      <div className="photo-title">
        <h1 dir="auto" title={photo.path}>
          {photo.name}
        </h1>
        <p>
          <ProgressBadge progress={photo.progress} />
          <span>
            {total === 0
              ? isUnread
                ? 'Not read'
                : 'No words'
              : `${formatCount(done)} of ${formatPlural(total, 'word')} confirmed`}
            {route.isQueue ? <QueueCount /> : null}
          </span>
        </p>
      </div>
      {!route.isQueue && <NeighbourButtons neighbours={neighbours} />}
      <SavedState />
      <History />
      <RotateButton photo={photo} />
      <CollapsingButton
        kind="quiet"
        icon={ScanText}
        label="Read again"
        collapses="narrow"
        disabled={total === 0}
        onClick={() => void readAgain(editor, labels.lines.flat())}
      />
      <CollapsingButton
        kind="quiet"
        icon={ScanSearch}
        label={isUnread ? 'Read' : 'Find words again'}
        collapses="narrow"
        onClick={() => void findAgain(editor)}
      />
      <DoneButton
        progress={photo.progress}
        left={total - done}
        goToNext={route.isQueue ? undefined : goToNext}
      />
    </header>
  );
}

/** Rotating moves every box, so the button is disabled until all changes are saved. */
function RotateButton({ photo }: { readonly photo: Photo }) {
  const unsaved = useEditorState('session', (state) => state.unsaved);
  return (
    <IconButton
      label="Rotate photo"
      icon={RotateCwSquare}
      disabled={unsaved > 0}
      onClick={() => {
        rotatePhotos([photo.id], 90);
      }}
    />
  );
}

function QueueCount() {
  const total = useEditorState('queue', (state) => state.total);
  return total === null ? null : ` · ${formatPlural(total, 'unconfirmed word')} in the library`;
}

const progressNames: Readonly<Record<PhotoProgress, string>> = {
  new: 'New',
  read: 'Read',
  'in-work': 'In progress',
  done: 'Done',
};

function ProgressBadge({ progress }: { readonly progress: PhotoProgress }) {
  return <span className={`status-badge progress-${progress}`}>{progressNames[progress]}</span>;
}

interface DoneButtonProps {
  readonly progress: PhotoProgress;
  /** Words that nobody has confirmed. */
  readonly left: number;
  /** Undefined for the last photo, and in the queue, which has a photo of its own. */
  readonly goToNext: (() => void) | undefined;
}

/** A person decides when a photo is done. That confirms no word, and the message says how many are left. */
function DoneButton({ progress, left, goToNext }: DoneButtonProps) {
  const editor = useLabelEditor();
  const isDone = progress === 'done';
  const { attempt, show } = editor.toasts;
  const change = async () => {
    const isKept = await attempt(editor.session.setProgress(isDone ? 'in-work' : 'done').then(() => true));
    if (isKept !== true || isDone) return;
    const open = `${formatPlural(left, 'word is', 'words are')} not confirmed. They stay open: a later reading may change them.`;
    const next = goToNext === undefined ? [] : [{ label: 'Next photo', take: goToNext }];
    if (left > 0 || next.length > 0) show('notice', left > 0 ? open : 'Marked as done.', ...next);
  };
  return (
    <Button
      kind={isDone ? 'plain' : 'primary'}
      icon={isDone ? Undo2 : CircleCheckBig}
      onClick={() => void change()}
    >
      {isDone ? 'Reopen' : 'Mark as done'}
    </Button>
  );
}

/** Shows "Saved" only when the host has answered every change. */
function SavedState() {
  const unsaved = useEditorState('session', (state) => state.unsaved);
  const isCutOff = useEditorState('session', (state) => state.isCutOff);
  const [Icon, text] =
    unsaved === 0
      ? ([Check, 'Saved'] as const)
      : isCutOff
        ? ([CloudOff, 'Not saved'] as const)
        : ([LoaderCircle, 'Saving'] as const);
  return (
    <p className="saved-state" data-state={text}>
      <Icon size={14} aria-hidden />
      {text}
    </p>
  );
}

/** Name of an edit in "Undo …" and "Redo …". */
const titles: Readonly<Record<EditTitle, string>> = {
  text: 'text change',
  confirm: 'confirm',
  mark: 'mark',
  draw: 'new word',
  move: 'move',
  resize: 'resize',
  rotate: 'rotate',
  shape: 'outline',
  split: 'split',
  merge: 'merge',
  delete: 'delete',
  order: 'reading order',
  paste: 'paste',
  read: 'read again',
  repair: 'repair',
};

function History() {
  const editor = useLabelEditor();
  const undoTitle = useEditorState('session', (state) => state.undoTitle);
  const redoTitle = useEditorState('session', (state) => state.redoTitle);
  const unsaved = useEditorState('session', (state) => state.unsaved);
  const turned = useEditorState('session', (state) => state.turned);
  const edits = useEditorState('session', (state) => state.edits);
  const steps = useEditorState('labelling', (state) => state.steps);
  const step = stepToUndo({ steps }, { edits, turned });
  return (
    <div className="history" role="group" aria-label="History">
      <IconButton
        label={
          turned !== 0
            ? 'Undo photo rotation'
            : step !== null
              ? `Undo “${step.said}”`
              : undoTitle === null
                ? 'Undo'
                : `Undo ${titles[undoTitle]}`
        }
        icon={Undo2}
        shortcut="Ctrl+Z"
        disabled={turned === 0 && step === null && undoTitle === null && unsaved === 0}
        onClick={() => {
          undo(editor);
        }}
      />
      <IconButton
        label={redoTitle === null ? 'Redo' : `Redo ${titles[redoTitle]}`}
        icon={Redo2}
        shortcut="Ctrl+Shift+Z"
        disabled={redoTitle === null}
        onClick={editor.session.redo}
      />
    </div>
  );
}
