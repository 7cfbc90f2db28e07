import { PencilLine, Snowflake } from 'lucide-react';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { shortId } from '../common/names.ts';

/** Shows whether a dataset equals its last version. */
export function FrozenBadge({ dataset: { head, isChanged } }: { readonly dataset: Dataset }) {
  if (head === null) return <span className="tag">Not frozen</span>;
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
