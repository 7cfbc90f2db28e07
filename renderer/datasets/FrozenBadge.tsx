import { PencilLine, Snowflake } from 'lucide-react';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { shortId } from './names.ts';

/** Whether a dataset is what its last version says. */
export function FrozenBadge({ dataset: { head, isChanged } }: { readonly dataset: Dataset }) {
  if (head === null) return <span className="tag">Never frozen</span>;
  if (isChanged) {
    return (
      <span className="tag tag-changed" title={`Changed since version ${head}`}>
        <PencilLine size={12} aria-hidden />
        Changed
      </span>
    );
  }
  return (
    <span className="tag tag-good" title={`Version ${head}`}>
      <Snowflake size={12} aria-hidden />
      {shortId(head)}
    </span>
  );
}
