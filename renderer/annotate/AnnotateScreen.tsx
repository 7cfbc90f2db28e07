import { ImageOff } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { leadsBackTo, type AnnotateRoute } from '../state/route.ts';
import { editor, hand, labelling, likeness, picture, stageView } from './stores.ts';
import { navigation } from '../state/stores.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';
import { AnnotateHeader } from './AnnotateHeader.tsx';
import { takeCommandKey } from './commands/keys.ts';
import { begin } from './commands/transcribing.ts';
import { Refusal } from './Refusal.tsx';
import { nextOpen, sequenceOf } from './model/sequence.ts';
import { WordPanel } from './panel/WordPanel.tsx';
import { AnnotateStage } from './stage/AnnotateStage.tsx';
import { ToolBar } from './stage/ToolBar.tsx';
import './annotate.css';

/** The label editor of one photo: mouse on the photo, keyboard in the panel. */
export function AnnotateScreen({ route }: { readonly route: AnnotateRoute }) {
  const photo = useStore(editor, (state) => state.photo);
  const error = useStore(editor, (state) => state.error);
  const said = useStore(labelling, (state) => state.said);
  useOpen(route);
  useKeys(route);

  if (photo === null) {
    if (error === null) return <div className="annotate-screen" aria-busy />;
    return (
      <EmptyState icon={ImageOff} title="This photo cannot be opened">
        <p>{error.message}</p>
        <p>
          <a href="#/library">Back to the library</a>
        </p>
      </EmptyState>
    );
  }
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

function useOpen({ photo: id, word }: AnnotateRoute): void {
  const photo = useStore(editor, (state) => state.photo);
  useEffect(
    () => () => {
      // End the current gesture first: it may still become an edit.
      hand.getState().take('select');
      editor.getState().close();
      picture.getState().clear();
      labelling.getState().say('');
      likeness.getState().forget();
    },
    [],
  );
  useEffect(() => {
    let isCurrent = true;
    if (editor.getState().id === id && word !== null && begin(word)) return undefined;
    void editor
      .getState()
      .open(id)
      .then(() => {
        if (!isCurrent) return;
        const { labels, selection } = editor.getState();
        const first =
          word ??
          selection[0] ??
          nextOpen(labels, sequenceOf(labels, labelling.getState().sequence, null), null);
        if (first !== null) begin(first);
      });
    return () => {
      isCurrent = false;
    };
  }, [id, word]);
  const { id: shown, width, height, name } = photo ?? {};
  const version = photo === null ? undefined : pictureVersion(photo);
  useEffect(() => {
    if (shown === undefined || version === undefined || width === undefined || height === undefined) return;
    stageView.getState().showPhoto({ width, height });
    void picture.getState().load({ width }, pictureUrl('display', shown, version));
  }, [shown, version, width, height]);
  useEffect(() => {
    if (name !== undefined) document.title = `Labelling ${name} · Inkdex`;
  }, [name]);
}

function useKeys(route: AnnotateRoute): void {
  useWindowKeys((event) => {
    // Keys pressed before the photo is loaded are ignored: they are meant for words that are not shown yet.
    if (editor.getState().photo !== null && takeCommandKey(event)) return true;
    if (event.key !== 'Escape') return false;
    navigation.getState().navigate(leadsBackTo(route));
    return true;
  });
}
