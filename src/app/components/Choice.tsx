import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
} from 'react-aria-components';

export interface Option<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly note?: string;
}

interface Props<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (id: T) => void;
  /** The label is read but not drawn. */
  readonly labelHidden?: boolean;
  readonly className?: string;
}

/** One of a few named options. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
  labelHidden,
  className,
}: Props<T>): ReactNode {
  return (
    <Select
      className={`field ${className ?? ''}`}
      value={value}
      onChange={(key) => onChange(key as T)}
      {...(labelHidden && { 'aria-label': label })}
    >
      {!labelHidden && <Label>{label}</Label>}
      <Button className="button select-button">
        <SelectValue className="select-value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden size="1em" />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="list" items={options}>
          {(o) => (
            <ListBoxItem className="list-item" id={o.id} textValue={o.label}>
              <span>{o.label}</span>
              {o.note && <small>{o.note}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
