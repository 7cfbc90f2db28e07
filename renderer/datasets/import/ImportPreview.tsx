import type { FilesToRead } from '../../../shared/contract/datasetWork.ts';
import { useCall } from '../../host/useCall.ts';
import { FormError } from '../../ui/FormError.tsx';
import { describePreview, describeProblems, wouldStop } from './describePreview.ts';

interface ImportPreviewProps {
  readonly files: FilesToRead;
  readonly keepGood: boolean;
  /** Not where a table shows them. */
  readonly areTextsShown: boolean;
}

/** What the import would bring, before anything is imported. */
export function ImportPreview({ files, keepGood, areTextsShown }: ImportPreviewProps) {
  const { answer: preview, error } = useCall('previewImport', files);
  if (error !== null) return <FormError message={error.message} />;
  if (preview === undefined) return <p className="hint">Counting the samples…</p>;
  return (
    <section className="import-preview" aria-label="Preview">
      <p role="status">{describePreview(preview)}</p>
      {areTextsShown && preview.texts.length > 0 && (
        <ul className="preview-texts" aria-label="First texts">
          {preview.texts.map((text, index) => (
            <li key={index}>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      )}
      {describeProblems(preview).map((problem) => (
        <p key={problem} className="hint">
          {problem}
        </p>
      ))}
      {wouldStop(preview, keepGood) && (
        <p className="field-problem">
          The import would stop there. Skip invalid records to import the others.
        </p>
      )}
    </section>
  );
}
