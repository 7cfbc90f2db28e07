import { initialWeightsSchema } from '../../../shared/contract/run.ts';
import { networkDescriptions, networkNameSchema } from '../../../shared/networks.ts';
import { ChoiceField } from '../../ui/Field.tsx';
import type { TrainDraft } from './trainDraft.ts';

interface NetworkFieldsProps {
  readonly draft: Pick<TrainDraft, 'network' | 'initialWeights'>;
  readonly change: (changes: Partial<TrainDraft>) => void;
}

/** The network of a run, and the weights with which a new recogniser of lines starts. */
export function NetworkFields({ draft: { network, initialWeights }, change }: NetworkFieldsProps) {
  return (
    <>
      <ChoiceField
        label="Network"
        hint={
          network === null
            ? 'The run starts with the weights of the base model.'
            : networkDescriptions[network].use
        }
        value={network ?? ''}
        options={[
          ['', 'As the base model'],
          ...networkNameSchema.options.map(
            (name) => [name, `New: ${networkDescriptions[name].title}`] as const,
          ),
        ]}
        onChange={(name) => {
          change({ network: networkNameSchema.nullable().catch(null).parse(name) });
        }}
      />
      {network === 'line' && (
        <ChoiceField
          label="Initial weights"
          hint="The layers of a base model of words have the same form, and have learned from many words."
          value={initialWeights}
          options={[
            ['random', 'Random'],
            ['base', 'Of the base model'],
          ]}
          onChange={(chosen) => {
            change({ initialWeights: initialWeightsSchema.parse(chosen) });
          }}
        />
      )}
    </>
  );
}
