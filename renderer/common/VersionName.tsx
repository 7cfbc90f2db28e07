import type { VersionId } from '../../shared/contract/dataset.ts';
import { house } from '../host/transport.ts';
import { useAnswer } from '../ui/useAnswer.ts';

/** The name of a dataset version: its dataset and the beginning of its id. */
export function VersionName({ version }: { readonly version: VersionId }) {
  const { answer: records } = useAnswer(version, () => house.getVersion({ version }));
  const [record] = records ?? [];
  return (
    <span title={record?.note === '' ? version : record?.note}>
      {record !== undefined && <bdi>{record.dataset} </bdi>}
      <code title={version}>{version.slice(0, 10)}</code>
    </span>
  );
}
