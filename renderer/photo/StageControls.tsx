import { Rows3, SquareDashed } from 'lucide-react';
import { useStore } from 'zustand';
import { useToldCall } from '../state/messages.ts';
import { findsLines } from '../state/models.ts';
import { photo as photoStore } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { ZoomButtons } from '../ui/ZoomButtons.tsx';
import type { PanZoom } from './usePanZoom.ts';

/** The buttons below the photo: what is drawn over it, and its size. */
export function StageControls({ panZoom }: { readonly panZoom: PanZoom }) {
  const canShowLines = useToldCall('listModels', {})?.some(findsLines) === true;
  const areLinesShown = useStore(photoStore, (state) => state.areLinesShown);
  const toggleLines = useStore(photoStore, (state) => state.toggleLines);
  const areShown = useStore(photoStore, (state) => state.areBoxesShown);
  const toggle = useStore(photoStore, (state) => state.toggleBoxes);
  const { view, zoomBy, zoomToScale, fit } = panZoom;
  return (
    <div className="stage-controls" role="toolbar" aria-label="View">
      <IconButton
        label="All word boxes"
        icon={SquareDashed}
        shortcut="b"
        aria-pressed={areShown}
        onClick={toggle}
      />
      {canShowLines && (
        <IconButton label="Lines" icon={Rows3} aria-pressed={areLinesShown} onClick={toggleLines} />
      )}
      <span className="stage-controls-line" />
      <ZoomButtons
        {...{ zoomBy, zoomToScale, fit }}
        scale={view.scale}
        fitKey="0"
        actualSize="Actual size (1)"
      />
    </div>
  );
}
