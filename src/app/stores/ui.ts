import { createStore } from 'zustand/vanilla';
import { persist, createJSONStorage } from 'zustand/middleware';
import type { Problem } from '../../domain/errors';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Language = 'en' | 'zh';
export type DialogName = 'open' | 'palette' | 'shortcuts' | 'about' | 'versions';
export type SidePanel = 'left' | 'right';

/** Choices that stay with the person, kept in localStorage. */
export interface PreferencesState {
  readonly theme: ThemeChoice;
  readonly language: Language | null;
  /** Single-letter shortcuts can be turned off (WCAG 2.1.4). */
  readonly letterKeys: boolean;
  readonly tourSeen: boolean;
  /** The scenario looked at last, by City id. */
  readonly scenarioOf: Readonly<Record<string, string>>;
}

export const preferencesStore = createStore<PreferencesState>()(
  persist<PreferencesState>(
    () => ({
      theme: 'system',
      language: null,
      letterKeys: true,
      tourSeen: false,
      scenarioOf: {},
    }),
    { name: 'dryrun.preferences', version: 1, storage: createJSONStorage(safeStorage) },
  ),
);

/** localStorage, or memory where the browser refuses it (private windows, blocked cookies). */
function safeStorage(): Storage | Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    localStorage.setItem('dryrun.probe', '1');
    localStorage.removeItem('dryrun.probe');
    return localStorage;
  } catch {
    const memory = new Map<string, string>();
    return {
      getItem: (k) => memory.get(k) ?? null,
      setItem: (k, v) => void memory.set(k, v),
      removeItem: (k) => void memory.delete(k),
    };
  }
}

/** A message over the desk: an error with ways out, or something done. */
export interface Message {
  readonly id: number;
  readonly problem: Problem;
  /** Commands offered as buttons, by id. */
  readonly ways: readonly string[];
}

export interface UiState {
  readonly dialog: DialogName | null;
  readonly inspectorTab: 'scenario' | 'inspect';
  readonly panels: Readonly<Record<SidePanel, boolean>>;
  readonly messages: readonly Message[];
  /** Last thing said to a screen reader. */
  readonly announcement: string;
}

export const uiStore = createStore<UiState>()(() => ({
  dialog: null,
  inspectorTab: 'scenario',
  panels: { left: true, right: true },
  messages: [],
  announcement: '',
}));

let nextMessage = 1;

/** Shows an error with its ways out until it is dismissed; the same problem twice shows once. */
export function showProblem(problem: Problem, ways: readonly string[] = []): void {
  uiStore.setState((s) => ({
    messages: [
      ...s.messages.filter(
        (m) => m.problem.code !== problem.code || m.problem.what !== problem.what,
      ),
      { id: nextMessage++, problem, ways },
    ],
  }));
}

export function dismissMessage(id: number): void {
  uiStore.setState((s) => ({ messages: s.messages.filter((m) => m.id !== id) }));
}

export function announce(text: string): void {
  uiStore.setState({ announcement: text });
}
