import { isTauri } from '@tauri-apps/api/core'
import { BackendFailure as Refusal } from './failure'
import type { Commands, FilePurpose, FileToken } from './generated'
import type { Host } from './host'
import { loopbackHost } from './loopback'
import { tauriHost } from './tauri'

export type * from './generated'
export { asFailure, BackendFailure } from './failure'

const host: Host = isTauri() ? tauriHost : loopbackHost()

type Params<K extends keyof Commands> = Commands[K]['params'] extends null ? [] : [params: Commands[K]['params']]

/**
 * Commands after which what a screen shows may be different. `store_create` is
 * not among them: the first-run screen goes on to the demonstration county.
 */
const CHANGING: ReadonlySet<keyof Commands> = new Set<keyof Commands>([
  'store_unlock',
  'store_lock',
  'store_rebuild',
  'user_add',
  'set_language',
  'person_save',
  'person_delete',
  'people_import_apply',
  'demand_import_apply',
  'capacity_save',
  'capacity_remove',
  'capacity_import',
  'plan_accept',
  'applications_seed_demo',
  'application_save',
  'exchange_export',
  'exchange_export_for',
  'exchange_import',
  'device_request',
  'device_grant',
  'device_accept',
  'demo_remove',
  'duplicates_decide',
  'eligibility_decide_anew',
  'parameter_save',
  'parameter_end',
  'person_reveal',
  'document_add',
  'document_remove',
  'certificate_save',
  'certificate_remove',
  'module_save',
  'module_remove',
  'people_save_many',
  'account_unlock',
  'account_switch',
  'store_recover',
  'user_create',
  'user_role_set',
  'user_suspend',
  'user_readmit',
  'user_passphrase',
  'approval_decide',
  'people_export_ask',
  'people_export',
  'hand_over',
  'responsibility_assign',
  'person_erase_ask',
  'person_erase',
  'erasure_withdraw',
  'retention_run',
  'backup_make',
  'backup_forget',
  'restore_apply',
  'case_open',
  'case_draft_keep',
  'case_draft_forget',
  'handler_create',
  'handler_restore',
  'handler_retire',
  'handler_unlock',
  'handler_lock',
  'case_decide',
  'case_message_given',
  'check_start',
  'check_close',
  'check_draw',
  'check_answer',
  'choice_state',
  'wishes_save',
  'wishes_import',
  'form_pad_print',
  'form_enter',
  'form_settle',
])

const listeners: Array<(name: keyof Commands) => void> = []

/** `heard` is called after each command that changed something. */
export function onChange(heard: (name: keyof Commands) => void): void {
  listeners.push(heard)
}

const lockListeners: Array<() => void> = []

/** `heard` is called when a command finds the store locked. */
export function onLocked(heard: () => void): void {
  lockListeners.push(heard)
}

function told(thrown: unknown): never {
  if (thrown instanceof Refusal && thrown.code === 'STORE_LOCKED') for (const heard of lockListeners) heard()
  throw thrown
}

/** Tells the listeners that a long task changed something. */
export function announce(name: keyof Commands): void {
  for (const heard of listeners) heard(name)
}

function changes(name: keyof Commands, params: unknown): boolean {
  if (name === 'class_move') return !(params as Commands['class_move']['params']).dry_run
  if (name === 'classes_match') return (params as Commands['classes_match']['params']).publish
  return CHANGING.has(name)
}

/** Runs the command `name`; throws a `BackendFailure` when it is refused. */
export async function call<K extends keyof Commands>(name: K, ...params: Params<K>): Promise<Commands[K]['result']> {
  const sent = params[0] ?? null
  const result = (await host.send(name, sent).catch(told)) as Commands[K]['result']
  if (changes(name, sent)) announce(name)
  return result
}

/** Lets the person choose a file for `purpose`; null when they cancel. */
export function chooseFile(purpose: FilePurpose): Promise<FileToken | null> {
  return host.chooseFile(purpose)
}

/** Hands a written file to the person, where the host could not ask where to put it. */
export async function handOver(written: { download: string | null }, name: string): Promise<void> {
  if (written.download) await host.download(written.download, name)
}

/** Tells of files dropped on the window. */
export const onDrop: Host['onDrop'] = (dropped, over, failed) => host.onDrop(dropped, over, failed)
