import { alphabetNameSchema, initialWeightsSchema } from '../../../shared/contract/run.ts';
import { networkDescriptions, networkNameSchema } from '../../../shared/networks.ts';
import { ChoiceField } from '../../ui/Field.tsx';
import { startsFromLayers, takesAlphabet, type TrainDraft } from './trainDraft.ts';

interface NetworkFieldsProps {
  readonly draft: Pick<TrainDraft, 'network' | 'initialWeights' | 'alphabet'>;
  readonly change: (changes: Partial<TrainDraft>) => void;
}

/** The network of a run, the weights with which a new one starts, and the alphabet. */
export function NetworkFields({ draft, change }: NetworkFieldsProps) {
  const { network, initialWeights, alphabet } = draft;
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
      {startsFromLayers(network) && (
        <ChoiceField
          label="Initial weights"
          hint="Start from a word model: same layers, already trained."
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
      {takesAlphabet(draft) && (
        <ChoiceField
          label="Alphabet"
          hint="The 80 classes keep the order of text-recognizer-pro; samples with other characters are left out."
          value={alphabet}
          options={[
            ['words', 'Characters of the dataset'],
            ['text-recognizer-pro', '80 classes of text-recognizer-pro'],
          ]}
          onChange={(chosen) => {
            change({ alphabet: alphabetNameSchema.parse(chosen) });
          }}
        />
      )}
    </>
  );
}
