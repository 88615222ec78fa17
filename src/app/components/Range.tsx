import type { ReactNode } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Value as shown beside the label. */
  readonly text: string;
  readonly labelHidden?: boolean;
}

/** A value between two ends. */
export function Range({
  label,
  value,
  onChange,
  min,
  max,
  step,
  text,
  labelHidden,
}: Props): ReactNode {
  const share = (value - min) / (max - min);
  return (
    <Slider
      className={`range ${labelHidden ? 'range-bare' : ''}`}
      value={value}
      onChange={(v) => onChange(v as number)}
      minValue={min}
      maxValue={max}
      step={step}
      {...(labelHidden && { 'aria-label': label })}
    >
      {!labelHidden && (
        <div className="range-head">
          <Label>{label}</Label>
          <SliderOutput>{text}</SliderOutput>
        </div>
      )}
      <SliderTrack className="range-track">
        <div className="range-fill" style={{ width: `${share * 100}%` }} />
        <SliderThumb className="range-thumb" />
      </SliderTrack>
    </Slider>
  );
}
