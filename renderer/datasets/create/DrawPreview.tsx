import { useEffect, useState } from 'react';
import type { DrawingPreview } from '../../../shared/contract/datasetWork.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { host } from '../../host/transport.ts';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { FormError } from '../../ui/FormError.tsx';
import { drawingOf, type DrawDraft } from './drawDraft.ts';

interface Shown {
  readonly preview: DrawingPreview;
  /** Addresses of the pictures, to be revoked. */
  readonly pictures: readonly string[];
}

/** The first dozen samples, drawn when the button is pressed. */
export function DrawPreview({ draft }: { readonly draft: DrawDraft }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const drawing = drawingOf(draft);
  useEffect(
    () => () => {
      for (const picture of shown?.pictures ?? []) URL.revokeObjectURL(picture);
    },
    [shown],
  );
  const draw = async () => {
    if (drawing === null) return;
    setDrawing(true);
    setError(null);
    try {
      const preview = await host.previewDrawing(drawing);
      setShown({ preview, pictures: preview.samples.map(({ png }) => pictureOf(png)) });
    } catch (thrown) {
      setShown(null);
      setError(failureOf(thrown));
    } finally {
      setDrawing(false);
    }
  };

  return (
    <section aria-label="Preview" className="draw-preview" aria-busy={isDrawing}>
      <Button disabled={drawing === null || isDrawing} onClick={() => void draw()}>
        {isDrawing ? 'Drawing…' : 'Preview'}
      </Button>
      <FormError message={error?.message} />
      {shown !== null && (
        <>
          <p className="hint" role="status">
            {formatPlural(shown.preview.texts, 'text')}
            {shown.preview.leftOut > 0 &&
              ` · ${formatPlural(shown.preview.leftOut, 'text')} left out: ${shown.preview.reasons.join('; ')}`}
          </p>
          <ul className="drawn-samples">
            {shown.preview.samples.map(({ text }, index) => (
              <li key={index}>
                <img src={shown.pictures[index]} alt={text} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function pictureOf(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
}
