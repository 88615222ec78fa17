import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Group, Input, Label, NumberField } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly digits?: number;
  /** Unit written after the value, e.g. `m`. */
  readonly unit?: string;
  readonly labelHidden?: boolean;
  readonly steppers?: boolean;
}

/** A number with a unit, typed, stepped or spun. */
export function NumberInput({
  label,
  value,
  onChange,
  min,
  max,
  step = 1,
  digits = 0,
  unit,
  labelHidden,
  steppers = false,
}: Props): ReactNode {
  return (
    <NumberField
      className="field"
      value={value}
      onChange={(v) => Number.isFinite(v) && onChange(v)}
      {...(min !== undefined && { minValue: min })}
      {...(max !== undefined && { maxValue: max })}
      step={step}
      formatOptions={{ maximumFractionDigits: digits, minimumFractionDigits: digits }}
      {...(labelHidden && { 'aria-label': unit ? `${label} (${unit})` : label })}
    >
      {!labelHidden && <Label>{label}</Label>}
      <Group className="number-group">
        {steppers && (
          <Button slot="decrement" className="button icon-button">
            <Minus aria-hidden size="1em" />
          </Button>
        )}
        <Input className="number-input" />
        {unit && <span className="unit">{unit}</span>}
        {steppers && (
          <Button slot="increment" className="button icon-button">
            <Plus aria-hidden size="1em" />
          </Button>
        )}
      </Group>
    </NumberField>
  );
}
