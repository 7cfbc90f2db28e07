import type { LucideIcon } from 'lucide-react';
import { createContext, use, type ButtonHTMLAttributes, type ReactNode } from 'react';
import type { CallName } from '../../shared/contract/contract.ts';

/** Why a call that changes something is refused; null if it is not. Disables the buttons with its name in `changes`. */
export const ChangesRefused = createContext<(call: CallName) => string | null>(() => null);

interface ChangingProps {
  /** The call by which the button changes something. */
  readonly changes?: CallName | undefined;
  readonly disabled?: boolean;
}

/** The attributes of a button: disabled, with the reason on hover, if it changes something and this is refused. */
function useRefusal(changes: CallName | undefined, disabled: boolean, title?: string) {
  const refusalOf = use(ChangesRefused);
  const reason = changes === undefined ? null : refusalOf(changes);
  return reason === null ? { disabled, title } : { disabled: true, title: reason };
}

type NativeProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'title' | 'disabled'>;

type ButtonProps = NativeProps &
  ChangingProps & {
    readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
    readonly icon?: LucideIcon | undefined;
    /** The key that does the same, shown on hover. */
    readonly shortcut?: string;
    readonly children: ReactNode;
  };

export function Button({
  kind = 'plain',
  icon: Icon,
  shortcut,
  changes,
  disabled = false,
  children,
  ...rest
}: ButtonProps) {
  const title = shortcut === undefined ? undefined : `Shortcut: ${shortcut}`;
  const refusal = useRefusal(changes, disabled, title);
  return (
    <button type="button" className={`button button-${kind}`} {...rest} {...refusal}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

type CollapsingButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'shortcut'> & {
  /** Shown beside the icon if there is room, and on hover. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Hides the label in windows narrower than 1080 CSS pixels (`narrow`) or 720 (`small`). */
  readonly collapses: 'narrow' | 'small';
};

/** A button that shows only its icon in a narrow window. */
export function CollapsingButton({
  label,
  icon: Icon,
  collapses,
  kind = 'plain',
  changes,
  disabled = false,
  ...rest
}: CollapsingButtonProps) {
  const refusal = useRefusal(changes, disabled, label);
  return (
    <button type="button" className={`button button-${kind}`} {...rest} {...refusal}>
      <Icon size={16} aria-hidden />
      <span className={`${collapses}-hidden`}>{label}</span>
    </button>
  );
}

type IconButtonProps = Omit<NativeProps, 'aria-label'> &
  ChangingProps & {
    /** Name of the button: for screen readers, and shown on hover. */
    readonly label: string;
    readonly icon: LucideIcon;
    /** The key that does the same, shown on hover. */
    readonly shortcut?: string;
  };

export function IconButton({
  label,
  icon: Icon,
  shortcut,
  changes,
  disabled = false,
  ...rest
}: IconButtonProps) {
  const refusal = useRefusal(changes, disabled, shortcut === undefined ? label : `${label} (${shortcut})`);
  return (
    <button type="button" className="icon-button" aria-label={label} {...rest} {...refusal}>
      <Icon size={18} aria-hidden />
    </button>
  );
}
