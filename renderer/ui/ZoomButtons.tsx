import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from './Button.tsx';
import { zoomStep } from './viewport.ts';

interface ZoomButtonsProps {
  /** Screen pixels for each pixel of the photo. */
  readonly scale: number;
  readonly zoomBy: (factor: number) => void;
  readonly zoomToScale: (scale: number) => void;
  readonly fit: () => void;
  readonly fitKey: string;
  readonly actualSize: string;
}

/** How large a photo is shown, and what changes that. */
export function ZoomButtons({ scale, zoomBy, zoomToScale, fit, fitKey, actualSize }: ZoomButtonsProps) {
  const percent = Math.round(scale * 100);
  return (
    <>
      <IconButton
        label="Zoom in"
        icon={ZoomIn}
        shortcut="+"
        onClick={() => {
          zoomBy(zoomStep);
        }}
      />
      <button
        type="button"
        className="stage-scale"
        title={actualSize}
        aria-label={`Zoom ${percent} percent; show actual size`}
        onClick={() => {
          zoomToScale(1);
        }}
      >
        {percent}%
      </button>
      <IconButton
        label="Zoom out"
        icon={ZoomOut}
        shortcut="-"
        onClick={() => {
          zoomBy(1 / zoomStep);
        }}
      />
      <IconButton label="Fit photo" icon={Maximize} shortcut={fitKey} onClick={fit} />
    </>
  );
}
