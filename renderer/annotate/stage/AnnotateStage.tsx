import { ImageOff } from 'lucide-react';
import { useEffect, useRef, type RefObject } from 'react';
import type { Photo } from '../../../shared/contract/photo.ts';
import { useWheel } from '../../ui/wheel.ts';
import { useElementSize } from '../../ui/useElementSize.ts';
import { usePixelRatio } from '../../ui/usePixelRatio.ts';
import { gridFor } from '../geometry/wordGrid.ts';
import { useEditorState, useLabelEditor } from '../editorContext.ts';
import { cursorOf, previewOf } from '../tools/handStore.ts';
import { StagePainter, type Layers } from './painter.ts';
import { useStagePointer } from './useStagePointer.ts';

/** The photo with its words, drawn on canvases outside React, so that a frame costs only its drawing. */
export function AnnotateStage({ photo }: { readonly photo: Photo }) {
  const editor = useLabelEditor();
  const stage = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const photoLayer = useRef<HTMLCanvasElement>(null);
  const wordLayer = useRef<HTMLCanvasElement>(null);
  const handLayer = useRef<HTMLCanvasElement>(null);
  const pictureState = useEditorState('picture', (state) => state.state);
  const { width, height } = useElementSize(stage);
  const pixelRatio = usePixelRatio();
  // Measuring again repaints the canvases, for the new pixel ratio.
  useEffect(() => {
    editor.view.measure({ width, height });
  }, [editor, width, height, pixelRatio]);
  usePainter({ sheet, photo: photoLayer, words: wordLayer, hand: handLayer });
  useCursor(stage);
  useWheel(stage, (at, event) => {
    editor.view.wheel(event, at);
  });
  const pointer = useStagePointer(stage);

  return (
    <div className="stage-frame">
      <div
        ref={stage}
        id="annotate-stage"
        className="stage annotate-stage"
        data-picture={pictureState}
        role="application"
        aria-label={`Photo ${photo.name} with its words. J and K: next and previous word. T: edit the text. ?: all shortcuts.`}
        tabIndex={0}
        {...pointer}
      >
        <div ref={sheet} className="stage-sheet">
          <canvas ref={photoLayer} />
          <canvas ref={wordLayer} />
        </div>
        <canvas ref={handLayer} />
        {pictureState === 'broken' && (
          <div className="stage-broken">
            <ImageOff size={32} strokeWidth={1.5} aria-hidden />
            <p>The picture cannot be shown. Is the file still at {photo.path}?</p>
          </div>
        )}
      </div>
    </div>
  );
}

type LayerRefs = { readonly [Name in keyof Layers]: RefObject<Layers[Name] | null> };

function usePainter({ sheet, photo, words, hand: top }: LayerRefs): void {
  const editor = useLabelEditor();
  useEffect(() => {
    const layers = { sheet: sheet.current, photo: photo.current, words: words.current, hand: top.current };
    if (layers.sheet === null || layers.photo === null || layers.words === null || layers.hand === null) {
      return undefined;
    }
    const painter = new StagePainter(
      { sheet: layers.sheet, photo: layers.photo, words: layers.words, hand: layers.hand },
      () => {
        const { labels, selection } = editor.session;
        const inHand = editor.hand;
        return {
          ...editor.view,
          picture: editor.picture.picture,
          labels,
          grid: gridFor(labels),
          areBoxesShown: editor.labelling.areBoxesShown,
          selection,
          hovered: inHand.hovered,
          preview: previewOf(inHand),
        };
      },
    );
    const { session, hand, labelling, picture, view } = editor.stores;
    const stops = [session, hand, labelling, picture, view].map((store) => store.subscribe(painter.request));
    painter.request();
    return () => {
      painter.stop();
      for (const stop of stops) stop();
    };
  }, [editor, sheet, photo, words, top]);
}

/** Sets the cursor without rendering: it changes with the pointer. */
function useCursor(stage: RefObject<HTMLElement | null>): void {
  const editor = useLabelEditor();
  useEffect(
    () =>
      editor.stores.hand.subscribe((state) => {
        const cursor = cursorOf(state);
        if (stage.current !== null && stage.current.style.cursor !== cursor)
          stage.current.style.cursor = cursor;
      }),
    [editor, stage],
  );
}
