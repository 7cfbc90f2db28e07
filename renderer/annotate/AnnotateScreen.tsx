import { TriangleAlert, WifiOff, X } from 'lucide-react';
import { useEffect } from 'react';
import { useWindowTitle } from '../common/windowTitle.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { leadsBackTo, type AnnotateRoute } from '../state/route.ts';
import { IconButton } from '../ui/Button.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { formatPlural } from '../ui/format.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';
import { AnnotateHeader } from './AnnotateHeader.tsx';
import type { WordId } from '../../shared/contract/word.ts';
import { zoomToWord } from './commands/arranging.ts';
import { takeCommandKey } from './commands/keys.ts';
import { begin } from './commands/transcribing.ts';
import { EditorContext, useEditorState, useLabelEditor } from './editorContext.ts';
import { nextOpen, sequenceOf } from './model/order.ts';
import { labelEditor } from './stores.ts';
import { WordPanel } from './panel/WordPanel.tsx';
import { AnnotateStage } from './stage/AnnotateStage.tsx';
import { ToolBar } from './stage/ToolBar.tsx';
import './annotate.css';

/** The label editor of one photo: mouse on the photo, keyboard in the panel. */
export function AnnotateScreen({ route }: { readonly route: AnnotateRoute }) {
  return (
    <EditorContext value={labelEditor}>
      <OpenedPhoto route={route} />
    </EditorContext>
  );
}

function OpenedPhoto({ route }: { readonly route: AnnotateRoute }) {
  const photo = useEditorState('session', (state) => state.photo);
  const error = useEditorState('session', (state) => state.error);
  const said = useEditorState('labelling', (state) => state.said);
  useOpen(route);
  useKeys(route);

  if (photo === null) return <NotLoaded error={error} title="This photo cannot be opened" list="photos" />;
  return (
    <div className="annotate-screen">
      <AnnotateHeader photo={photo} route={route} />
      <Refusal />
      <div className="annotate-body">
        <ToolBar />
        <AnnotateStage photo={photo} />
        <WordPanel />
      </div>
      <p className="visually-hidden" role="status">
        {/* Screen readers do not repeat an unchanged text, so each message has its own key. */}
        <span key={said.number}>{said.text}</span>
      </p>
    </div>
  );
}

function useOpen({ photo: id, word, isQueue }: AnnotateRoute): void {
  const editor = useLabelEditor();
  const photo = useEditorState('session', (state) => state.photo);
  useEffect(
    () => () => {
      // End the current gesture first: it may still become an edit.
      editor.hand.take('select');
      editor.session.close();
      editor.picture.clear();
      editor.labelling.say('');
      editor.labelling.forgetSteps();
      editor.likeness.forget();
    },
    [editor],
  );
  useEffect(() => {
    let isCurrent = true;
    const start = (first: WordId): boolean => {
      const isFound = begin(editor, first);
      // A word of the queue is seldom on the photo that was on screen, so its place is unknown.
      if (isFound && isQueue) zoomToWord(editor);
      return isFound;
    };
    if (editor.session.id === id && word !== null && start(word)) return undefined;
    void editor.session.open(id).then(() => {
      if (!isCurrent) return;
      const { labels, selection } = editor.session;
      const first =
        word ?? selection[0] ?? nextOpen(labels, sequenceOf(labels, editor.labelling.sequence, null), null);
      if (first !== null) start(first);
    });
    return () => {
      isCurrent = false;
    };
  }, [editor, id, word, isQueue]);
  const { id: shown, width, height, name } = photo ?? {};
  const version = photo === null ? undefined : pictureVersion(photo);
  useEffect(() => {
    if (shown === undefined || version === undefined || width === undefined || height === undefined) return;
    editor.view.showPhoto({ width, height });
    if (isQueue) zoomToWord(editor);
    void editor.picture.load({ width }, pictureUrl('display', shown, version));
  }, [editor, shown, version, width, height, isQueue]);
  useWindowTitle(name === undefined ? null : `Labelling ${name}`);
}

function useKeys(route: AnnotateRoute): void {
  const editor = useLabelEditor();
  useWindowKeys((event) => {
    // Keys pressed before the photo is loaded are ignored: they are meant for words that are not shown yet.
    if (editor.session.photo !== null && takeCommandKey(editor, event)) return true;
    if (event.key !== 'Escape') return false;
    editor.navigation.navigate(leadsBackTo(route));
    return true;
  });
}

/** Says why the last action was refused, and how many changes wait for the connection. */
function Refusal() {
  const editor = useLabelEditor();
  const refusal = useEditorState('session', (state) => state.refusal);
  const isCutOff = useEditorState('session', (state) => state.isCutOff);
  const unsaved = useEditorState('session', (state) => state.unsaved);
  return (
    <div role="alert">
      {refusal !== null && (
        <div className="refusal">
          <TriangleAlert size={18} aria-hidden />
          <p>{refusal.message}</p>
          <IconButton label="Dismiss" icon={X} onClick={editor.session.dismissRefusal} />
        </div>
      )}
      {isCutOff && (
        <div className="refusal">
          <WifiOff size={18} aria-hidden />
          <p>Connection lost. {formatPlural(unsaved, 'change')} will be saved after reconnecting.</p>
        </div>
      )}
    </div>
  );
}
