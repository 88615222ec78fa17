import { tinykeys, type KeyBindingMap } from 'tinykeys';
import type { Services } from '../services/services';
import { showProblem } from '../stores/ui';
import { preferencesStore, uiStore } from '../stores/ui';
import { problemOf } from '../services/problems';
import {
  COMMAND_IDS,
  commandOf,
  isEnabled,
  perform,
  type CommandId,
  type PlainCommandId,
} from './registry';

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
/** What uses the key itself: Space presses a button, Home moves a slider, Escape closes a menu. */
const CONTROLS =
  'button, a, summary, [role="slider"], [role="tab"], [role="option"], [role="menuitem"], [role="row"], [role="separator"]';
/** Keys that controls use. */
const CONTROL_KEYS = new Set(['Space', 'Home', 'End', 'Backspace']);

/** Binds every command's keys on the window. Returns the unbinder. */
export function bindKeys(services: Services): () => void {
  const map: KeyBindingMap = {};
  for (const id of COMMAND_IDS) {
    for (const key of commandOf(id).keys ?? []) {
      map[key] = (event) => {
        if (!mayFire(key, event) || !isEnabled(services, id)) return;
        event.preventDefault();
        // Only commands without an argument have keys (a test holds this).
        perform(services, id as PlainCommandId).catch((error: unknown) =>
          showProblem(problemOf(error, 'command.failed')),
        );
      };
    }
  }
  return tinykeys(window, map);
}

function mayFire(key: string, event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return false;
  if (key.includes('$mod+') || key === 'F1') return true;
  // A dialog has the keyboard to itself.
  if (uiStore.getState().dialog !== null) return false;
  if (isLetterKey(key) && !preferencesStore.getState().letterKeys) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING)) return false;
  return !(CONTROL_KEYS.has(key) && target?.closest(CONTROLS));
}

/** A single character without Ctrl, Alt or Meta: what WCAG 2.1.4 wants to be possible to turn off. */
export function isLetterKey(key: string): boolean {
  return key.replace('Shift+', '').length === 1;
}

const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');
const KEY_NAMES: Readonly<Record<string, string>> = {
  $mod: isMac ? '⌘' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Enter: '↵',
  Escape: 'Esc',
  Space: '␣',
  Backspace: '⌫',
  '=': '+',
};

/** The parts of a binding as printed on key caps; a shifted sign stands for itself. */
export function keyCaps(binding: string): string[] {
  const parts = binding === 'Shift++' ? ['+'] : binding.split('+');
  const last = parts.at(-1)!;
  const shown = /^[^a-z0-9]$/i.test(last) ? parts.filter((p) => p !== 'Shift') : parts;
  return shown.map((p) => KEY_NAMES[p] ?? (p.length === 1 ? p.toUpperCase() : p));
}

/** First binding of a command as one string, e.g. `Ctrl K`; empty where it has none. */
export function keyHint(id: CommandId): string {
  const first = commandOf(id).keys?.[0];
  return first ? keyCaps(first).join(isMac ? '' : ' ') : '';
}
