import type { VersionId } from '../../shared/contract/dataset.ts';
import { useCall } from '../host/useCall.ts';

/** The name of a dataset version: its dataset and the beginning of its id. */
export function VersionName({ version }: { readonly version: VersionId }) {
  const { answer: records } = useCall('getVersion', { version });
  const [record] = records ?? [];
  return (
    <span title={record?.note === '' ? version : record?.note}>
      {record !== undefined && <bdi>{record.dataset} </bdi>}
      <code title={version}>{version.slice(0, 10)}</code>
    </span>
  );
}
