// tinykeys 3.0.0 ships types its "exports" do not name.
declare module 'tinykeys' {
  export type KeyBindingMap = Record<string, (event: KeyboardEvent) => void>;
  export function tinykeys(target: Window | HTMLElement, bindings: KeyBindingMap): () => void;
}
