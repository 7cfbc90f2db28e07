import { useState } from 'react';
import type { DrawingPreview } from '../../../shared/contract/datasetWork.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { host } from '../../host/transport.ts';
import { AnswerPicture } from '../../ui/AnswerPicture.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { FormError } from '../../ui/FormError.tsx';
import { drawingOf, type DrawDraft } from './drawDraft.ts';

/** The first dozen samples, drawn when the button is pressed. */
export function DrawPreview({ draft }: { readonly draft: DrawDraft }) {
  const [shown, setShown] = useState<DrawingPreview | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const drawing = drawingOf(draft);
  const draw = async () => {
    if (drawing === null) return;
    setDrawing(true);
    setError(null);
    try {
      setShown(await host.previewDrawing(drawing));
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
            {formatPlural(shown.texts, 'text')}
            {shown.leftOut > 0 &&
              ` · ${formatPlural(shown.leftOut, 'text')} left out: ${shown.reasons.join('; ')}`}
          </p>
          <ul className="drawn-samples">
            {shown.samples.map(({ text, png }, index) => (
              <li key={index}>
                <AnswerPicture bytes={png} className="drawn-sample" alt={text} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
