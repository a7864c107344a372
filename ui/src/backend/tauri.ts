import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { asFailure } from './failure'
import type { FileToken } from './generated'
import type { Host } from './host'

/** The desktop window. */
export const tauriHost: Host = {
  async send(name, params) {
    try {
      return await invoke('call', { name, params })
    } catch (thrown) {
      throw asFailure(thrown)
    }
  },
  async chooseFile(purpose) {
    return (await this.send('pick_file', { purpose })) as FileToken | null
  },
  async download() {
    // The desktop wrote the file where its dialog said.
  },
  onDrop(dropped, over, failed) {
    listen<FileToken>('file-dropped', (event) => {
      over(false)
      dropped(event.payload)
    }).catch(failed)
    listen('tauri://drag-enter', () => over(true)).catch(failed)
    listen('tauri://drag-leave', () => over(false)).catch(failed)
    listen('tauri://drag-drop', () => over(false)).catch(failed)
  },
}
